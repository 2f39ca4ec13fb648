import type { ListenerHold } from '../../../model/process.ts'
import type { Span } from '../chart/shapes.ts'

/** A listening socket of the target, while any process held it. */
export interface SocketLife extends Span {
  inode: number
  /** The processes that held it, in order. */
  pids: number[]
}

/** The listening sockets in order of their first sight; one that no process held for a while appears twice. */
export function listSockets(listeners: readonly ListenerHold[], end: number): SocketLife[] {
  const lives: SocketLife[] = []
  for (const { inode, pid, from, to = end } of listeners.toSorted((a, b) => a.from - b.from)) {
    const life = lives.findLast((one) => one.inode === inode && one.to >= from)
    if (life === undefined) lives.push({ inode, t: from, to, pids: [pid] })
    else {
      life.to = Math.max(life.to, to)
      if (!life.pids.includes(pid)) life.pids.push(pid)
    }
  }
  return lives
}

/**
 * When no process was seen to listen, from the first sight of a listening socket until `until`. Sockets are seen late: what ends a gap at
 * the latest is an answer of the new generation.
 *
 * @param takeovers when new generations were first seen to answer
 */
export function listGaps(sockets: readonly SocketLife[], until: number, takeovers: readonly number[]): Span[] {
  const gaps: Span[] = []
  let covered = sockets[0]?.t ?? until
  for (const { t, to } of sockets) {
    const answered = takeovers.find((moment) => moment > covered && moment < t) ?? t
    if (t > covered && t < until) gaps.push({ t: covered, to: answered })
    covered = Math.max(covered, to)
  }
  return covered < until ? [...gaps, { t: covered, to: until }] : gaps
}

/** When two or more sockets were held at once. */
export function listOverlaps(sockets: readonly SocketLife[]): Span[] {
  const overlaps: Span[] = []
  let covered = Number.NEGATIVE_INFINITY
  for (const { t, to } of sockets) {
    if (t < covered) overlaps.push({ t, to: Math.min(to, covered) })
    covered = Math.max(covered, to)
  }
  return overlaps
}
