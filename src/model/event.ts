import type { Certificate, ResumptionCounts } from './tls.ts'
import type { WorkloadFacts } from './workload.ts'

/**
 * Something that happened during a run, on the run's clock (`t`, milliseconds). Events are the story of the run: phases,
 * restart steps, processes coming and going, generations first seen, troubles of the harness itself.
 */
export type RunEvent = { t: number } & (
  | { kind: 'phase'; phase: RunPhase }
  | { kind: 'target-started'; pid: number; command: string }
  | { kind: 'target-attached'; pid?: number }
  | { kind: 'target-ready' }
  | { kind: 'target-died'; pid: number; how: string; logTail: string }
  | { kind: 'restart-begun'; index: number; old: string[] }
  | { kind: 'step-done'; index: number; step: number; name: string; ms: number; detail?: string }
  | { kind: 'step-failed'; index: number; step: number; name: string; message: string }
  | { kind: 'takeover'; index: number; generation: string }
  | { kind: 'old-gone'; index: number }
  | {
      kind: 'restart-settled'
      index: number
      /** A new generation was seen to answer, or new processes to serve. */
      observed: boolean
      /** The old generation had gone before the drain limit passed. */
      drained: boolean
      /** It ended the target, and nothing took its place. */
      died?: true
      old: string[]
      new: string[]
      /** Why the restart counts as not observed or not drained, in words. */
      detail?: string
    }
  /** Lines of the target's log that read like errors, written in a restart that was not seen to happen, or not to its end: the last few. */
  | { kind: 'target-complained'; index: number; lines: string[] }
  | { kind: 'generation-seen'; generation: string; traffic: string; newConnection: boolean }
  /** A certificate that the target had not shown before, or not since the last takeover, or since that restart had settled. */
  | ({ kind: 'certificate-seen'; traffic: string } & Certificate)
  /**
   * Of the TLS handshakes from `from` on that offered to resume a session, so many were resumed; `carried`: of sessions that had been
   * given before the last restart began, `current`: of those given since its takeover. About a second of them, a tenth of one within a
   * restart.
   */
  | ({ kind: 'resumption'; traffic: string; from: number } & ResumptionCounts &
      Record<'carried' | 'current', ResumptionCounts>)
  | { kind: 'process-started'; pid: number; ppid: number; command: string }
  /** Its exit code or signal where the system told: of the launched process always, of others only where they became zombies. */
  | { kind: 'process-ended'; pid: number; command: string; code?: number; signal?: string }
  | { kind: 'listener-opened'; pid: number; inode: number }
  | { kind: 'listener-closed'; pid: number; inode: number }
  /** Connections that waited in the accept queue of a listening socket: the most since the last such event of it. */
  | { kind: 'accept-queue'; inode: number; length: number }
  /** By how much counters of the kernel have grown since the last such event; those that stood still are left out. */
  | { kind: 'kernel-counters'; deltas: Partial<Record<KernelCounter, number>> }
  /** A process of the old generation was seen to hold connections that had been opened after takeover: so many new ones. */
  | { kind: 'old-serving'; index: number; pid: number; connections: number }
  /** What could not be watched, and why: another system than Linux, a remote target. */
  | { kind: 'evidence-missing'; what: 'processes' | 'listeners' | 'kernel-counters'; why: string }
  /** A workload of a cluster is the target. `changes`: all that the run is about to change there, as commands; told before the first. */
  | { kind: 'cluster-chosen'; context: string; server: string; namespace: string; changes: string[] }
  /** The workload as its template was when it was first seen, or changed: what its rollouts go by. */
  | ({ kind: 'workload-seen' } & WorkloadFacts)
  /** A revision of the workload's template was first seen, or is to have another number of pods. */
  | { kind: 'revision-seen'; generation: string; revision: number; replicas?: number }
  /** `generation`: the hash of its template. Pods are told apart by `uid`, for a StatefulSet gives a name again. */
  | { kind: 'pod-created'; pod: string; uid: string; generation: string }
  | { kind: 'pod-ready'; pod: string; uid: string }
  | { kind: 'pod-unready'; pod: string; uid: string }
  | { kind: 'pod-gone'; pod: string; uid: string }
  /** It was told to end: its preStop hooks run, then SIGTERM, and SIGKILL `graceMs` after this. */
  | { kind: 'pod-terminating'; pod: string; uid: string; graceMs: number }
  /** A container of it ended, and how many times it had been started again before. `reason` as the kubelet has it: `OOMKilled`, `Error`. */
  | {
      kind: 'container-ended'
      pod: string
      uid: string
      container: string
      code: number
      reason: string
      restarts: number
    }
  /** An EndpointSlice names it as ready, or does no more: from then on Services begin, or cease, to route to it. */
  | { kind: 'endpoint-added'; pod: string; uid: string }
  | { kind: 'endpoint-removed'; pod: string; uid: string }
  /** What the cluster says of a pod: failed probes and hooks, images that cannot be pulled, the end of its containers. */
  | { kind: 'pod-warned'; pod: string; uid: string; reason: string; message: string }
  /** The harness's own event loop stood still; attempts that timed out meanwhile are `local`. */
  | { kind: 'harness-stalled'; thread: string; ms: number }
  /** The generator could not keep its schedule although connections were free. */
  | { kind: 'generator-behind'; traffic: string; lateMs: number; arrivals: number }
  | { kind: 'trouble'; code: string; message: string }
)

/**
 * Counters of the network namespace that hitless runs in, from `TcpExt:` and `Tcp:` of /proc/net/netstat and /proc/net/snmp
 * (proc_pid_net(5)); Documentation/networking/snmp_counter.rst of the kernel says what each counts.
 */
export const KERNEL_COUNTERS = [
  'ListenOverflows',
  'ListenDrops',
  'TCPReqQFullDrop',
  'TCPReqQFullDoCookies',
  'TCPMigrateReqSuccess',
  'TCPMigrateReqFailure',
  'TCPAbortOnData',
  'TCPAbortOnClose',
  'TCPTimeouts',
  'TCPSynRetrans',
  'EstabResets',
  'OutRsts',
] as const
export type KernelCounter = (typeof KERNEL_COUNTERS)[number]

export const RUN_PHASES = ['launch', 'warmup', 'baseline', 'restart', 'between', 'cooldown', 'grace', 'stop'] as const
export type RunPhase = (typeof RUN_PHASES)[number]
export type RunEventKind = RunEvent['kind']
