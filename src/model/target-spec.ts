export interface TargetSpec {
  /** Command line, given to `/bin/sh`; absent where the target already runs. */
  command?: string
  /** Working directory of all commands; default: the scenario's folder. */
  cwd: string
  env: Record<string, string>
  /** Files written into the run's folder before the launch: name there → path of a template, variables filled in. */
  files: { to: string; from: string }[]
  /** The workload of a cluster that the target is; it has no command then, and no pid. */
  kubernetes?: KubernetesSpec
  url: string
  tls: TlsSpec
  ready: ReadySpec
  /** Whose signals: a pid file, a fixed pid, or by default the launched process. */
  pid?: { file: string } | { pid: number }
  generation: GenerationSpec
  stop: { signal: NodeJS.Signals; withinMs: number }
}

/** Kinds of workloads whose pods are replaced by a rollout. */
export const WORKLOAD_KINDS = ['deployment', 'statefulset', 'daemonset'] as const
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number]

/** A workload of a Kubernetes cluster, as the user's kubectl reaches it. */
export interface KubernetesSpec {
  /** The only context that will do; absent: the current one. */
  context?: string
  namespace: string
  kind: WorkloadKind
  name: string
  /** Path of a manifest that is applied before the run and deleted after it. */
  apply?: string
}

export interface TlsSpec {
  /** PEM text of the authorities to trust instead of the built-in ones. */
  ca?: string
  servername?: string
  /** Explicit opt-out: certificates are not verified. */
  insecure: boolean
}

/** When the target counts as ready: an expected answer, an accepted connection, or a line in its log. */
export type ReadySpec = { withinMs: number } & (
  | { by: 'http'; path: string }
  | { by: 'tcp' }
  | { by: 'log'; pattern: string }
)

/** How generations are identified. */
export type GenerationSpec =
  | { by: 'header'; name: string }
  /** A regular expression; its first group, or the whole match, is the generation. */
  | { by: 'body'; pattern: string }
  /** Processes behind the listening socket; of a workload its pods, by the hash of their template. */
  | { by: 'process' }
