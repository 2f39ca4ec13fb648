export interface RestartSpec {
  count: number
  /** From the beginning of one restart to that of the next, at the least. */
  everyMs: number
  steps: RestartStep[]
}

/** A step as all modules know it; what else it has is known to its own file in restart/steps/. */
export interface RestartStep {
  /** The key that it has in a scenario. */
  kind: string
}

/** What a kind of step is, by which findings treat it: `traits` of its definition in restart/steps/. */
export interface StepTraits {
  /** A command: deployments take its return for the end of the restart. */
  command?: true
  /** It changes nothing, and waits for what the other steps brought about. */
  waits?: true
  /** It signals one process, which its detail names. */
  signals?: true
  /** It starts a process, and tells none of those that run. */
  starts?: true
  /** It has the pods of a workload replaced, and knows by itself whether there was anything to do. */
  replacesPods?: true
}

export type StepTraitsOf = (kind: string) => StepTraits
