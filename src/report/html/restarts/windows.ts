import type { Attempt } from '../../../model/attempt.ts'
import { BUCKET_MS } from '../../../model/entry.ts'
import type { Report } from '../../../model/report.ts'
import type { Span } from '../chart/shapes.ts'
import { endOfTraffic } from '../timeline/phases.ts'

/** The window of a restart in whole slots, as docs/explain/statistics.md has it. */
export interface Window extends Span {
  index: number
}

export function listWindows(report: Pick<Report, 'restarts' | 'events' | 'run'>): Window[] {
  const { restarts } = report
  const ends = restarts.map(({ begun, settledMs }, i) => {
    if (settledMs !== null) return begun + settledMs
    return restarts[i + 1]?.begun ?? Math.max(begun, endOfTraffic(report))
  })
  // A slot that two windows touch belongs to the first.
  return restarts.map(({ index, begun }, i) => ({
    index,
    t: Math.max(slotOf(begun), i === 0 ? 0 : slotOf(ends[i - 1] ?? 0) + BUCKET_MS),
    to: slotOf(ends[i] ?? 0) + BUCKET_MS,
  }))
}

function slotOf(t: number): number {
  return Math.floor(t / BUCKET_MS) * BUCKET_MS
}

/** The restart in whose window an attempt was on its way; undefined outside of all. */
export function restartOf({ due, end }: Pick<Attempt, 'due' | 'end'>, windows: readonly Window[]): number | undefined {
  return windows.find(({ t, to }) => end >= t && due < to)?.index
}
