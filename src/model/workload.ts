/** How the last rollout of a workload stands. */
export interface RolloutState {
  /** `metadata.generation`: grows with every change of its specification. */
  generation: number
  phase: 'under-way' | 'complete' | 'stuck'
  /** What is still missing, in words, or what keeps it. */
  detail: string
}

/** The workload as the restart steps see it. */
export interface WorkloadView {
  /** Kind and name, such as `deployment/web`. */
  readonly name: string
  /** Runs kubectl in the workload's context and namespace, and gives its output. Rejects with what it said. */
  kubectl(args: readonly string[], abort: AbortSignal): Promise<string>
  /** As last seen; undefined before it was. */
  rollout(): RolloutState | undefined
  /** What keeps its pods from being ready, as far as the cluster says: a clause for each. */
  troubles(): string[]
}
