import type { ProcessId } from '../linux/process-id.ts'
import type { Clock } from '../model/clock.ts'
import type { GenerationView } from '../model/generation.ts'
import type { Waiting } from '../model/poll.ts'
import type { ReadySpec, TlsSpec } from '../model/scenario.ts'
import type { TargetView } from '../model/target.ts'
import type { WorkloadView } from '../model/workload.ts'

/** What all restarts of a run share. */
export interface RestartContext extends Waiting {
  clock: Clock
  target: TargetView
  generations: GenerationView
  /** Absent where the target is no workload of a cluster. */
  workload?: WorkloadView
  /** The target's url, for commands (`HITLESS_URL`). */
  url: string
  /** For https admin APIs: authorities and opt-out are those of the target. */
  tls: TlsSpec
  /** Commands run here, and relative paths begin here. */
  cwd: string
  /** Added to the environment of commands. */
  env: Record<string, string>
  /**
   * Launches the next generation, with the target's own command where none is given, and resolves with its pid once it
   * is ready. Rejects where it never is.
   */
  launchNext: (command: string | undefined, ready: ReadySpec) => Promise<number>
  /** Follows the target's log from now on; what it returns gives the end of what was written since. */
  followLog: () => () => string
}

/** How the target was when a restart began. */
export interface Before {
  main: ProcessId | undefined
  /** Keys of all processes known then, see `processKey`. */
  known: ReadonlySet<string>
}

/** What a step is given: the run's context, and the restart that it is part of. */
export interface StepContext extends RestartContext {
  /** Number of the restart, from 1. */
  index: number
  before: Before
  /**
   * Looks at the target's processes again, but at most every LOOK_MS: a look reads much of /proc, takes milliseconds, and
   * the target is watched anyway. For steps that cannot wait for the watcher's next tick.
   */
  look: () => void
  /** Called with every process that was sent a signal. */
  onReceived?: (receiver: Receiver) => void
}

export interface Receiver {
  pid: number
  command: string
  /** When it was sent. */
  t: number
}

const LOOK_MS = 50

/** Makes a `look` for one restart, at whose beginning the target has just been looked at. */
export function limitLooks({ clock, target }: Pick<RestartContext, 'clock' | 'target'>): () => void {
  let last = clock.now()
  return () => {
    if (clock.now() - last < LOOK_MS) return
    target.refresh()
    last = clock.now()
  }
}
