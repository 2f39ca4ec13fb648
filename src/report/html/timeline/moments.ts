import type { RunEvent } from '../../../model/event.ts'
import { html, type Markup } from '../../../text/markup.ts'
import { countOf, formatDuration } from '../../../text/numbers.ts'
import { percentAt, type TimeAxis } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import { sign } from '../chart/signs.ts'

/** What a restart consisted of, step by step: what was done to the target, and what it did. */
export interface Moment {
  t: number
  /** What happened, in words. */
  text: string
  kind: 'begun' | 'step' | 'failed' | 'takeover' | 'gone' | 'settled'
}

/** The moments of one restart in order of time; of all where no index is given. A step is put where it began. */
export function listMoments(events: readonly RunEvent[], index?: number): Moment[] {
  const own = events.filter((event) => 'index' in event && (index === undefined || event.index === index))
  return own.flatMap(describe).toSorted((a, b) => a.t - b.t)
}

function describe(event: RunEvent): Moment[] {
  switch (event.kind) {
    case 'restart-begun':
      return [{ t: event.t, kind: 'begun', text: 'begun' }]
    case 'step-done':
      return [{ t: event.t - event.ms, kind: 'step', text: describeStep(event) }]
    case 'step-failed':
      return [{ t: event.t, kind: 'failed', text: `${event.name} failed: ${event.message}` }]
    case 'takeover':
      return [
        { t: event.t, kind: 'takeover', text: `takeover: first answer of the new generation, ${event.generation}` },
      ]
    case 'old-gone':
      return [{ t: event.t, kind: 'gone', text: 'the old generation is gone' }]
    case 'restart-settled':
      return [
        { t: event.t, kind: 'settled', text: event.detail === undefined ? 'settled' : `settled: ${event.detail}` },
      ]
    default:
      return []
  }
}

function describeStep({ name, ms, detail }: Extract<RunEvent, { kind: 'step-done' }>): string {
  return `${name}${detail === undefined ? '' : ` (${detail})`}, took ${formatDuration(ms)}`
}

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
