/** What is known of a workload from its specification. */
export interface WorkloadFacts {
  /** Kind and name, such as `deployment/web`. */
  workload: string
  replicas: number
  /** `RollingUpdate`, `Recreate` or `OnDelete`. */
  strategy: string
  /** As written: `25%` or a number; absent where the strategy has none. */
  maxUnavailable?: string
  maxSurge?: string
  /** From the request to end until SIGKILL, milliseconds. */
  graceMs: number
  /** Some container has a preStop hook. */
  preStop: boolean
  /** Some container has a readiness probe: without one a container is ready as soon as it runs. */
  readinessProbe: boolean
}

/** How the last rollout of a workload stands. */
export interface RolloutState {
  /** `metadata.generation`: grows with every change of its specification. */
  generation: number
  phase: 'under-way' | 'complete' | 'stuck'
  /** What is still missing, in words, or what keeps it. */
  said: string
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
