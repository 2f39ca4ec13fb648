import type { RunEvent } from '../../../model/event.ts'
import { html, type Markup } from '../../../text/markup.ts'
import { countOf, formatDuration } from '../../../text/numbers.ts'
import { percentAt, type TimeAxis } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import { sign } from '../chart/signs.ts'
import { listMoments, type Moment } from './moments.ts'

const ROW = 13
const ROWS = { step: 0, failed: 0, takeover: 1, gone: 2 } as const
const HEIGHT = 3 * ROW

/** Steps of the restarts, takeovers and departures; null where no restart was made. */
export function stepsLane(events: readonly RunEvent[], axis: TimeAxis): Lane | null {
  const moments = listMoments(events)
  if (moments.length === 0) return null
  const count = (kind: Moment['kind']) => moments.filter((moment) => moment.kind === kind).length
  return {
    label: html`<i class="key step">step</i><i class="key takeover">takeover</i><i class="key gone">old generation gone</i>`,
    height: HEIGHT,
    kind: 'steps',
    summary: `${countOf(count('step'), 'step')} of restarts, ${countOf(count('takeover'), 'takeover')}, the old generation gone ${countOf(count('gone'), 'time')}.`,
    marks: moments.map((moment) => drawMoment(moment, axis)),
  }
}

function drawMoment({ t, kind, text }: Moment, axis: TimeAxis): Markup | null {
  // Where a restart begins and ends, its shaded window says.
  if (kind === 'begun' || kind === 'settled') return null
  return sign(kind, percentAt(axis, t), (ROWS[kind] + 0.5) * ROW, `${formatDuration(t)}: ${text}`)
}
