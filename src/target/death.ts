import type { ProcessWatch } from '../evidence/watch.ts'
import type { Launched } from './launch.ts'

/** How a target ended by itself, with the end of its log. */
export interface Death {
  pid: number
  how: string
  logTail: string
}

/** A daemon's first process ends well, and its heir may need a moment to be known: by its pid file or its listening socket. */
const HEIR_MS = 1000
/** Ends that are seen within so short a time may have come in any order. */
const TOGETHER_MS = 100

/**
 * How the target ended, once nothing of it lives any more; undefined while anything does. A launched process that ended
 * well has HEIR_MS for its heir to appear.
 */
export function watchEnd(
  latest: () => Launched | undefined,
  watch: ProcessWatch,
): () => Omit<Death, 'logTail'> | undefined {
  let deadSince: number | undefined
  return () => {
    const launched = latest()
    const end = launched?.ended()
    if (!launched || !end || isAlive(watch)) {
      deadSince = undefined
      return undefined
    }
    deadSince ??= performance.now()
    if (end.exit.code === 0 && performance.now() - deadSince < HEIR_MS) return undefined
    return describeEnd(launched.pid, end.how, watch)
  }
}

/**
 * Only of the launched process is it known how it ended; an heir is nobody's child here. Who went with it, such as the
 * commands of a shell, is no heir.
 */
function describeEnd(pid: number, how: string, watch: ProcessWatch): Omit<Death, 'logTail'> {
  const ends = watch.processes().map((member) => ({ ...member, end: member.gone ?? 0 }))
  const launched = ends.find((member) => member.pid === pid)
  const last = ends.toSorted((a, b) => a.end - b.end).at(-1)
  if (!launched || !last || last.end - launched.end < TOGETHER_MS) return { pid, how }
  return { pid: last.pid, how: `its last process (${last.command}) ended` }
}

function isAlive(watch: ProcessWatch): boolean {
  if (watch.living().length > 0) return true
  watch.refresh()
  return watch.living().length > 0
}
