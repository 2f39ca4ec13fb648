import { BUCKET_MS } from '../model/entry.ts'
import type { RunEvent, RunEventKind, RunPhase } from '../model/event.ts'
import { slotIndex } from './slot.ts'

type EventOf<Kind extends RunEventKind> = Extract<RunEvent, { kind: Kind }>

/** One restart: its events, its window in whole slots, and when the next one began or the traffic ended: see RestartRecord. */
export interface RestartWindow {
  index: number
  begun: EventOf<'restart-begun'>
  settled?: EventOf<'restart-settled'>
  takeover?: EventOf<'takeover'>
  oldGone?: EventOf<'old-gone'>
  /** Beginning of the first slot, and end of the last one, milliseconds on the run's clock. */
  from: number
  to: number
  until: number
  nextBegun?: number
}

/**
 * The windows of all restarts that have begun, in order. A window reaches from its first step to its settling, or to the
 * end of the traffic, widened to whole slots; a slot that two of them touch belongs to the first, but to the second where the first never settled:
 * what begins in it is then due to the second.
 */
export function findWindows(events: readonly RunEvent[], endOfTraffic: number): RestartWindow[] {
  const begun = events.filter((event) => event.kind === 'restart-begun')
  const byRestart = groupByRestart(events)
  let taken = 0
  return begun.map((event, i) => {
    const about = byRestart.get(event.index) ?? []
    const settled = about.find((other) => other.kind === 'restart-settled')
    const nextBegun = begun[i + 1]?.t
    const until = nextBegun ?? endOfTraffic
    const last = settled?.t ?? (nextBegun === undefined ? endOfTraffic : nextBegun - BUCKET_MS)
    const from = Math.max(taken, slotIndex(event.t) * BUCKET_MS)
    const to = Math.max(from, (slotIndex(last) + 1) * BUCKET_MS)
    taken = to
    const takeover = about.find((other) => other.kind === 'takeover')
    const oldGone = about.find((other) => other.kind === 'old-gone')
    const found = { ...(settled && { settled }), ...(takeover && { takeover }), ...(oldGone && { oldGone }) }
    const next = nextBegun === undefined ? {} : { nextBegun }
    return { index: event.index, begun: event, ...found, from, to, until, ...next }
  })
}

function groupByRestart(events: readonly RunEvent[]): Map<number, RunEvent[]> {
  const groups = new Map<number, RunEvent[]>()
  for (const event of events) {
    if (!('index' in event)) continue
    const group = groups.get(event.index)
    if (group === undefined) groups.set(event.index, [event])
    else group.push(event)
  }
  return groups
}

/** When the run entered a phase; undefined where it did not. */
export function startOf(phase: RunPhase, events: readonly RunEvent[]): number | undefined {
  return events.find((event) => event.kind === 'phase' && event.phase === phase)?.t
}
