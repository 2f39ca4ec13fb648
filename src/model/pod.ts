/** The life of one pod of a workload, as far as the cluster told of it. Times are milliseconds on the run's clock. */
export interface PodLife {
  pod: string
  uid: string
  /** The hash of its template. */
  generation: string
  /** When it was first seen: of a pod that is older than the run, when the run began to watch. */
  created: number
  /** When it was first ready. */
  ready?: number
  /** When it was told to end, and how long it had from then until SIGKILL. */
  terminating?: number
  graceMs?: number
  gone?: number
  /** When Services routed to it, as the EndpointSlices say. Absent `to`: until the end of the watch. */
  routed: { from: number; to?: number }[]
  /** Its containers' ends, told by the kubelet up to some seconds late. */
  ends: { t: number; container: string; code: number; reason: string }[]
  /** Index of the last restart that had begun when its generation was first seen: `null` before any. It is old to every later restart. */
  bornIn: number | null
}
