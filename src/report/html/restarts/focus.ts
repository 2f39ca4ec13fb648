import type { Attempt } from '../../../model/attempt.ts'
import type { RestartReport } from '../../../model/report.ts'
import { createAxis, type TimeAxis } from '../chart/axis.ts'
import type { Line } from '../lifelines/lines.ts'
import type { Moment } from '../timeline/moments.ts'

/** What happened in a restart, as far as its magnifier shows it. */
export interface Happenings {
  restart: RestartReport
  moments: readonly Moment[]
  /** What did not end well, or was saved by a retry. */
  attempts: readonly Attempt[]
  /** The connections that it ended. */
  lines: readonly Line[]
}

const SHORTEST = 300
const MARGIN = 0.12
const LEAST_MARGIN = 60

/**
 * The stretch of time in which everything happens but the old generation's long farewell: its steps, the takeover, every failure
 * and every connection that it ended.
 */
export function focusOn({ restart, moments, attempts, lines }: Happenings): TimeAxis {
  const { begun } = restart
  const active = moments.filter(({ kind }) => kind !== 'gone' && kind !== 'settled')
  const ends = [...active.map(({ t }) => t), ...attempts.map(({ end }) => end), ...lines.map(({ to }) => to)]
  const last = ends.reduce((latest, t) => Math.max(latest, t), begun + SHORTEST)
  const margin = Math.max(LEAST_MARGIN, (last - begun) * MARGIN)
  return createAxis(begun - margin, last + margin, begun)
}
