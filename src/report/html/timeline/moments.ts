import type { RunEvent } from '../../../model/event.ts'
import type { Report, RestartReport } from '../../../model/report.ts'
import { html, type Markup } from '../../../text/markup.ts'
import { countOf, formatDuration } from '../../../text/numbers.ts'
import { describeTakeover } from '../../sla-sentences.ts'
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

type Told = Pick<Report, 'events' | 'restarts'>

/** The moments of one restart in order of time; of all where no index is given. A step is put where it began. */
export function listMoments({ events, restarts }: Told, index?: number): Moment[] {
  const isOwn = (other: number) => index === undefined || other === index
  const own = events.filter((event) => 'index' in event && isOwn(event.index))
  const taken = restarts.filter((restart) => isOwn(restart.index)).flatMap((restart) => takeoverOf(restart, own))
  return [...own.flatMap(describe), ...taken].toSorted((a, b) => a.t - b.t)
}

/** Where the report says it was: by process the event is only when a look caught it. */
function takeoverOf(restart: RestartReport, events: readonly RunEvent[]): Moment[] {
  const { index, begun, takeoverMs, takeoverFromMs = takeoverMs } = restart
  const event = events.find((one) => one.kind === 'takeover' && one.index === index)
  if (takeoverMs === null || event?.kind !== 'takeover') return []
  const by = takeoverFromMs === takeoverMs ? '' : `, ${describeTakeover(restart)} after the first step`
  const text = `takeover: first answer of the new generation, ${event.generation}${by}`
  return [{ t: begun + takeoverMs, kind: 'takeover', text }]
}

function describe(event: RunEvent): Moment[] {
  switch (event.kind) {
    case 'restart-begun':
      return [{ t: event.t, kind: 'begun', text: 'begun' }]
    case 'step-done':
      return [{ t: event.t - event.ms, kind: 'step', text: describeStep(event) }]
    case 'step-failed':
      return [{ t: event.t, kind: 'failed', text: `${event.name} failed: ${event.message}` }]
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
export function stepsLane(report: Told, axis: TimeAxis): Lane | null {
  const moments = listMoments(report)
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
