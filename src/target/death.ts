import type { ProcessWatch } from '../model/evidence.ts'
import type { Death } from '../model/target.ts'
import type { Launched } from './launch.ts'
import { readLogTail } from './log-tail.ts'
import type { TargetRuntime } from './runtime.ts'

type Ending = Omit<Death, 'logTail'>

/** A daemon's first process ends well, and its successor may need a moment to be known: by its pid file or its listening socket. */
const SUCCESSOR_MS = 1000
/** Ends that are seen within so short a time may have come in any order. */
const TOGETHER_MS = 100
const DEATH_CHECK_MS = 100

export interface DeathWatch {
  /** Resolves when nothing of the target lives any more, unless that was to be expected. */
  died: Promise<Death>
  /** Whether an end is to be expected. */
  suspend(on: boolean): void
  close(): void
}

export function awaitDeath({ launched, watch, log }: TargetRuntime): DeathWatch {
  const end = watchEnd(() => launched.at(-1), watch)
  let suspended = false
  let timer: NodeJS.Timeout | undefined
  const died = new Promise<Death>((resolve) => {
    timer = setInterval(() => {
      const seen = suspended ? undefined : end()
      if (!seen) return
      clearInterval(timer)
      resolve({ ...seen, logTail: readLogTail(log) })
    }, DEATH_CHECK_MS).unref()
  })
  return { died, suspend: (on) => void (suspended = on), close: () => clearInterval(timer) }
}

/**
 * How the target ended, once nothing of it lives any more; undefined while anything does. A launched process that ended
 * well has SUCCESSOR_MS for its successor to appear.
 */
export function watchEnd(latest: () => Launched | undefined, watch: ProcessWatch): () => Ending | undefined {
  let deadSince: number | undefined
  return () => {
    const launched = latest()
    const end = launched?.ended()
    if (!launched || !end || livesOn(watch)) {
      deadSince = undefined
      return undefined
    }
    deadSince ??= performance.now()
    if (end.exit.code === 0 && performance.now() - deadSince < SUCCESSOR_MS) return undefined
    return describeEnd(launched.pid, end.how, watch)
  }
}

/**
 * Only of the launched process is it known how it ended; a successor is no child of hitless. Processes that ended together with
 * it, such as the commands of a shell, are no successors.
 */
function describeEnd(pid: number, how: string, watch: ProcessWatch): Ending {
  const ends = watch.processes().map((one) => ({ ...one, end: one.gone ?? 0 }))
  const launched = ends.find((one) => one.pid === pid)
  const last = ends.toSorted((a, b) => a.end - b.end).at(-1)
  if (!launched || !last || last.end - launched.end < TOGETHER_MS) return { pid, how }
  return { pid: last.pid, how: `its last process (${last.command}) ended` }
}

function livesOn(watch: ProcessWatch): boolean {
  if (watch.living().length > 0) return true
  watch.refresh()
  return watch.living().length > 0
}
