import type { Confusion, ConfusionRow, HealthCheck } from '../model/calibration.ts'
import { OUTCOMES, type OutcomeCounts } from '../model/outcome.ts'
import type { Stint } from './stint.ts'

interface Findings {
  confusion: readonly Confusion[]
  health: { healthy: readonly HealthCheck[]; disagreements: readonly string[] }
  gaps: { disagreements: readonly string[] }
  doubts: readonly string[]
}

/** What hitless and the server do not agree on. Where the machine was too busy, what comes of that alone is left out. */
export function findDisagreements({ confusion, health, gaps, doubts }: Findings): string[] {
  const busy = doubts.length > 0
  return [
    ...confusion.flatMap((one) => confusedIn(one, busy)),
    ...health.healthy.flatMap((one) => unfoundedIn(one, busy)),
    ...(busy ? [] : health.disagreements),
    ...(busy ? [] : gaps.disagreements),
  ]
}

/** Why this machine may have made a mistake of its own: a sentence each. */
export function findDoubts(stints: readonly Pick<Stint, 'ledger'>[], stoodStillMs: number): string[] {
  const stalls = stints.flatMap(({ ledger }) =>
    ledger.events.flatMap((event) => (event.kind === 'harness-stalled' ? event.ms : [])),
  )
  const local = stints.reduce((sum, { ledger }) => sum + countLocal(ledger.traffic), 0)
  return [
    ...(stalls.length === 0 ? [] : [`the harness stood still for up to ${Math.round(Math.max(...stalls))} ms`]),
    ...(stoodStillMs === 0 ? [] : [`the server stood still for up to ${Math.round(stoodStillMs)} ms`]),
    ...(local === 0 ? [] : [`${local} requests failed on the side of the harness`]),
  ]
}

function countLocal(traffic: Stint['ledger']['traffic']): number {
  return traffic.reduce((sum, { outcomes, warmup }) => sum + outcomes.local + warmup.local, 0)
}

function confusedIn({ traffic, rows }: Confusion, busy: boolean): string[] {
  return rows
    .filter((row) => row.wrong > (busy ? excusedIn(row) : 0))
    .map(
      ({ injected, count, reported, expected }) =>
        `${traffic}: ${count} × ${injected}, to be reported as ${expected}, came as ${describe(reported)}`,
    )
}

/** A machine that stands still makes requests late, or takes them for its own. */
function excusedIn({ expected, reported }: ConfusionRow): number {
  return (reported.local ?? 0) + (expected === 'timeout' ? 0 : (reported.timeout ?? 0))
}

function unfoundedIn({ traffic, failures, requests }: HealthCheck, busy: boolean): string[] {
  const unexcused = Object.entries(failures).filter(
    ([outcome]) => !busy || (outcome !== 'timeout' && outcome !== 'local'),
  )
  if (unexcused.length === 0) return []
  return [`${traffic}: of ${requests} requests to a healthy server some were reported as failed: ${describe(failures)}`]
}

function describe(reported: Partial<OutcomeCounts>): string {
  const parts = OUTCOMES.flatMap((outcome) => ((reported[outcome] ?? 0) > 0 ? [`${reported[outcome]} ${outcome}`] : []))
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}
