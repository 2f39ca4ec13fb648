export interface RestartSpec {
  count: number
  /** From the beginning of one restart to that of the next, at the least. */
  everyMs: number
  steps: RestartStep[]
}

/** A step as everybody knows it; what else it has is known to its own file in restart/steps/. */
export interface RestartStep {
  /** The key that it has in a scenario. */
  kind: string
}
