import type {
  Confusion,
  ConfusionRow,
  EndConfusion,
  HealthCheck,
  MessageConfusion,
  ShownEnd,
} from '../model/calibration.ts'
import { describeConfusion, listCounts } from './confusion-matrix.ts'
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
    ...confusion.flatMap((one) => describeConfusion(one, '', busy ? excusedIn : noExcuse)),
    ...longLived.ends.flatMap((one) => describeConfusion(one, 'connections ', busy ? excusedEndsIn : noExcuse)),
    ...(busy ? [] : longLived.messages.flatMap((one) => describeConfusion(one, 'messages ', noExcuse))),
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
    ...(stalls.length === 0 ? [] : [`the harness stalled for up to ${Math.round(Math.max(...stalls))} ms`]),
    ...(stoodStillMs === 0 ? [] : [`the server stalled for up to ${Math.round(stoodStillMs)} ms`]),
    ...(local === 0 ? [] : [`${local} requests failed inside the harness`]),
  ]
}

function countLocal(traffic: Trial['ledger']['traffic']): number {
  return traffic.reduce((sum, { outcomes, warmup }) => sum + outcomes.local + warmup.local, 0)
}

function noExcuse(): number {
  return 0
}

/** A machine that stalls makes requests late, or takes them for its own; and an early answer to an upload for one that came in time. */
function excusedIn({ injected, expected, reported }: ConfusionRow): number {
  const late = expected === 'timeout' ? 0 : (reported.timeout ?? 0)
  return late + (reported.local ?? 0) + (injected.endsWith('-in-upload') ? (reported.ok ?? 0) : 0)
}

/** To a machine that stalls others seem to, and an early answer to an upload seems to be in time. */
function excusedEndsIn({ injected, expected, reported }: ConfusionRow<ShownEnd>): number {
  const stalled = expected === 'stalled' ? 0 : (reported.stalled ?? 0)
  return stalled + (injected.endsWith('-in-upload') ? (reported.kept ?? 0) : 0)
}

function unfoundedIn({ traffic, failures, requests }: HealthCheck, busy: boolean): string[] {
  const unexcused = Object.entries(failures).filter(
    ([outcome]) => !busy || (outcome !== 'timeout' && outcome !== 'local'),
  )
  if (unexcused.length === 0) return []
  return [
    `${traffic}: of ${requests} requests to a healthy server some were reported as failed: ${listCounts(failures)}`,
  ]
}
