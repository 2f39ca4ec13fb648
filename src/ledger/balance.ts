import type { BucketEntry } from '../model/entry.ts'
import type { TrafficTotals } from '../model/ledger.ts'
import type { Lifeline } from '../model/lifeline.ts'
import { addOutcomes, countAttempts, isFailure, noOutcomes, OUTCOMES, type OutcomeCounts } from '../model/outcome.ts'
import type { AttemptSummary, Collected } from './collect.ts'

/** The first few tell as much as thousands. */
const DOUBLES_TOLD = 5

/**
 * What does not add up in the account of a complete run. Each attempt is counted four times on its own: when it was begun,
 * in its thread's total, in its slot, and (unless it was plain `ok`) as a record. The four must agree, class by class.
 */
export function findImbalances(all: Collected, accounts: readonly TrafficTotals[]): string[] {
  const names = new Set(accounts.map(({ name }) => name))
  const strangers = [...all.buckets, ...all.summaries, ...all.totals, ...all.lifelines].filter(
    ({ traffic }) => !names.has(traffic),
  )
  const unknown = [...new Set(strangers.map(({ traffic }) => traffic))]
  return [
    ...unknown.map((name) => `${name}: was counted, but the scenario has no such traffic`),
    ...accounts.flatMap((account) => balanceOf(account, all).map((sentence) => `${account.name}: ${sentence}`)),
    ...findDoubles(all.lifelines),
  ]
}

function balanceOf(account: TrafficTotals, all: Collected): string[] {
  const isOwn = ({ traffic }: { traffic: string }) => traffic === account.name
  const [total, ...more] = all.totals.filter(isOwn)
  if (total === undefined) return hasBegun(all) ? ['its thread reported no total at the end'] : []
  if (more.length > 0) return [`its thread reported ${more.length + 1} totals at the end instead of one`]
  const buckets = all.buckets.filter(isOwn)
  const summaries = all.summaries.filter(isOwn)
  const inSlots = buckets.reduce((sum, { outcomes }) => addOutcomes(sum, outcomes), noOutcomes())
  const settled = countAttempts(total.outcomes)
  return [
    ...differ('attempts', { 'were begun': total.begun, 'were settled': settled }),
    ...OUTCOMES.flatMap((outcome) =>
      differ(outcome, { 'in the slots': inSlots[outcome], 'in the total': total.outcomes[outcome] }),
    ),
    ...compareRecords(buckets, summaries, inSlots),
  ]
}

function compareRecords(buckets: BucketEntry[], summaries: AttemptSummary[], inSlots: OutcomeCounts): string[] {
  const recorded = noOutcomes()
  const retried = noOutcomes()
  for (const summary of summaries) {
    recorded[summary.outcome] += 1
    if (summary.retried !== undefined) retried[summary.retried] += 1
  }
  const retriedInSlots = buckets.reduce((sum, bucket) => addOutcomes(sum, bucket.retried ?? {}), noOutcomes())
  const retryable = summaries.filter((summary) => summary.retryable && isFailure(summary.outcome)).length
  const retryableInSlots = buckets.reduce((sum, bucket) => sum + bucket.retryable, 0)
  const apart = OUTCOMES.filter((outcome) => outcome !== 'ok')
  return [
    ...apart.flatMap((outcome) => differ(outcome, { 'in the slots': inSlots[outcome], recorded: recorded[outcome] })),
    ...apart.flatMap((outcome) =>
      differ(`retried after ${outcome}`, { 'in the slots': retriedInSlots[outcome], recorded: retried[outcome] }),
    ),
    ...differ('retryable', { 'in the slots': retryableInSlots, recorded: retryable }),
  ]
}

/** Threads that never started to send have nothing to add up: the target was not ready before the run ended. */
function hasBegun({ events, buckets }: Collected): boolean {
  return buckets.length > 0 || events.some((event) => event.kind === 'phase' && event.phase === 'warmup')
}

/** A lifeline ends once. */
function findDoubles(lifelines: readonly Lifeline[]): string[] {
  const ends = new Map<string, number>()
  for (const { traffic, id } of lifelines) {
    const name = `${traffic}: lifeline ${id}`
    ends.set(name, (ends.get(name) ?? 0) + 1)
  }
  const doubles = [...ends].filter(([, count]) => count > 1)
  return doubles.slice(0, DOUBLES_TOLD).map(([name, count]) => `${name} ended ${count} times`)
}

function differ(what: string, counts: Record<string, number>): string[] {
  if (new Set(Object.values(counts)).size === 1) return []
  const words = Object.entries(counts).map(([where, count]) => `${count} ${where}`)
  return [`${what}: ${words.join(', but ')}`]
}
