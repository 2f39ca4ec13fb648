import type { RunEvent } from '../../../model/event.ts'
import { formatDuration } from '../../../text/numbers.ts'

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
      return [{ t: event.t, kind: 'gone', text: 'the old generation has gone' }]
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
