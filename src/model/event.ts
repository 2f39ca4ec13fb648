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
  | { kind: 'generation-seen'; generation: string; traffic: string; newConnection: boolean }
  /** A certificate that the target had not shown before; `validTo` is ISO 8601. */
  | {
      kind: 'certificate-seen'
      traffic: string
      serial: string
      subject: string
      validTo: string
      fingerprint256: string
    }
  /** Of the TLS handshakes of about a second that offered to resume a session, so many were resumed. */
  | { kind: 'resumption'; traffic: string; offered: number; resumed: number }
  | { kind: 'process-started'; pid: number; ppid: number; command: string }
  | { kind: 'process-ended'; pid: number; command: string }
  | { kind: 'listener-opened'; pid: number; inode: number }
  | { kind: 'listener-closed'; pid: number; inode: number }
  /** The harness's own event loop stood still; attempts that timed out meanwhile are `local`. */
  | { kind: 'harness-stalled'; thread: string; ms: number }
  /** The generator could not keep its schedule although connections were free. */
  | { kind: 'generator-behind'; traffic: string; lateMs: number; arrivals: number }
  | { kind: 'trouble'; code: string; message: string }
)

export const RUN_PHASES = ['launch', 'warmup', 'baseline', 'restart', 'between', 'cooldown', 'grace', 'stop'] as const
export type RunPhase = (typeof RUN_PHASES)[number]
export type RunEventKind = RunEvent['kind']
