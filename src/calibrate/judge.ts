import type {
  Confusion,
  ConfusionRow,
  EndConfusion,
  EndRow,
  HealthCheck,
  MessageConfusion,
  MessageRow,
} from '../model/calibration.ts'
import type { Trial } from './trial.ts'

interface Findings {
  confusion: readonly Confusion[]
  longLived: {
    ends: readonly EndConfusion[]
    messages: readonly MessageConfusion[]
    disagreements: readonly string[]
  }
  health: { healthy: readonly HealthCheck[]; disagreements: readonly string[] }
  gaps: { disagreements: readonly string[] }
  doubts: readonly string[]
}

/** What hitless and the server do not agree on. Where the machine was too busy, what comes of that alone is left out. */
export function findDisagreements({ confusion, longLived, health, gaps, doubts }: Findings): string[] {
  const busy = doubts.length > 0
  return [
    ...confusion.flatMap((one) => confusedIn(one, busy)),
    ...longLived.ends.flatMap((one) => confusedEndsIn(one, busy)),
    ...(busy ? [] : longLived.messages.flatMap(confusedMessagesIn)),
    ...(busy ? [] : longLived.disagreements),
    ...health.healthy.flatMap((one) => unfoundedIn(one, busy)),
    ...(busy ? [] : health.disagreements),
    ...(busy ? [] : gaps.disagreements),
  ]
}

/** Why this machine may have made a mistake of its own: a sentence each. */
export function findDoubts(trials: readonly Pick<Trial, 'ledger'>[], stoodStillMs: number): string[] {
  const stalls = trials.flatMap(({ ledger }) =>
    ledger.events.flatMap((event) => (event.kind === 'harness-stalled' ? event.ms : [])),
  )
  const local = trials.reduce((sum, { ledger }) => sum + countLocal(ledger.traffic), 0)
  return [
    ...(stalls.length === 0 ? [] : [`the harness stood still for up to ${Math.round(Math.max(...stalls))} ms`]),
    ...(stoodStillMs === 0 ? [] : [`the server stood still for up to ${Math.round(stoodStillMs)} ms`]),
    ...(local === 0 ? [] : [`${local} requests failed on the side of the harness`]),
  ]
}

function countLocal(traffic: Trial['ledger']['traffic']): number {
  return traffic.reduce((sum, { outcomes, warmup }) => sum + outcomes.local + warmup.local, 0)
}

function confusedIn({ traffic, rows }: Confusion, busy: boolean): string[] {
  return rows.filter((row) => row.wrong > (busy ? excusedIn(row) : 0)).map((row) => describeConfused(traffic, '', row))
}

/** A machine that stands still makes requests late, or takes them for its own; and an early answer to an upload for one that came in time. */
function excusedIn({ injected, expected, reported }: ConfusionRow): number {
  const late = expected === 'timeout' ? 0 : (reported.timeout ?? 0)
  return late + (reported.local ?? 0) + (injected.endsWith('-in-upload') ? (reported.ok ?? 0) : 0)
}

function confusedEndsIn({ traffic, rows }: EndConfusion, busy: boolean): string[] {
  return rows
    .filter((row) => row.wrong > (busy ? excusedEndsIn(row) : 0))
    .map((row) => describeConfused(traffic, 'connections ', row))
}

/** To a machine that stands still others seem to, and an early answer to an upload seems to be in time. */
function excusedEndsIn({ injected, expected, reported }: EndRow): number {
  const stalled = expected === 'stalled' ? 0 : (reported.stalled ?? 0)
  return stalled + (injected.endsWith('-in-upload') ? (reported.kept ?? 0) : 0)
}

function confusedMessagesIn({ traffic, rows }: MessageConfusion): string[] {
  return rows.filter(({ wrong }) => wrong > 0).map((row) => describeConfused(traffic, 'messages ', row))
}

function describeConfused(traffic: string, what: string, row: ConfusionRow | EndRow | MessageRow): string {
  const { injected, expected, count } = row
  return `${traffic}: ${count} ${what}× ${injected}, to be reported as ${expected}, came as ${describe(row.reported)}${describeUnlike(row)}`
}

/** Those that were told right by name, and wrong in what was said besides. */
function describeUnlike({ expected, count, reported, wrong }: ConfusionRow | EndRow | MessageRow): string {
  const counts: Partial<Record<string, number>> = reported
  const named = counts[expected] ?? 0
  const unlike = wrong - (count - named)
  const complete = Object.values(counts).reduce((sum: number, one = 0) => sum + one, 0) === count
  return complete && unlike > 0 ? `, ${unlike} of them with another phase, code, side or place` : ''
}

function unfoundedIn({ traffic, failures, requests }: HealthCheck, busy: boolean): string[] {
  const unexcused = Object.entries(failures).filter(
    ([outcome]) => !busy || (outcome !== 'timeout' && outcome !== 'local'),
  )
  if (unexcused.length === 0) return []
  return [`${traffic}: of ${requests} requests to a healthy server some were reported as failed: ${describe(failures)}`]
}

function describe(reported: Partial<Record<string, number>>): string {
  const parts = Object.entries(reported).flatMap(([what, count = 0]) => (count > 0 ? [`${count} ${what}`] : []))
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}
