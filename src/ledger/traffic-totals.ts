import type { Histogram } from 'hdr-histogram-js'
import { countClientErrors } from '../model/answer.ts'
import type { BucketEntry } from '../model/entry.ts'
import type { LatencySummary } from '../model/latency.ts'
import type { BaselineTotals, TrafficTotals } from '../model/ledger.ts'
import { addOutcomes, noOutcomes, noPhases, type OutcomeCounts, type PhaseCounts } from '../model/outcome.ts'
import type { TrafficSpec } from '../model/scenario.ts'
import { sumAnswers } from './answers.ts'
import type { AttemptSummary, Collected } from './collect.ts'
import { countConnectRetries } from './connect-retries.ts'
import { addEncoded, emptyHistogram, summarizeLatencies } from './histogram.ts'
import type { RestartWindow } from './windows.ts'

/** Tells the measured part from the warm-up, by what the traffic thread took it for and when it ended. */
export type IsMeasured = (warmup: boolean, t: number) => boolean

/** Adds up one traffic of the scenario. */
export function sumTraffic(
  { name, kind }: TrafficSpec,
  all: Collected,
  isMeasured: IsMeasured,
  windows: readonly RestartWindow[],
): TrafficTotals {
  const buckets = all.buckets.filter(({ traffic }) => traffic === name)
  const measured = buckets.filter(({ warmup, t }) => isMeasured(warmup, t))
  const warmup = buckets.filter((bucket) => !isMeasured(bucket.warmup, bucket.t))
  const summaries = all.summaries.filter(
    ({ traffic, warmup: early, end }) => traffic === name && isMeasured(early, end),
  )
  const total = all.totals.find(({ traffic }) => traffic === name)
  return {
    name,
    kind,
    traits: all.traitsOf(kind),
    outcomes: measured.reduce((sum, { outcomes }) => addOutcomes(sum, outcomes), noOutcomes()),
    warmup: warmup.reduce((sum, { outcomes }) => addOutcomes(sum, outcomes), noOutcomes()),
    answers: sumAnswers(measured, summaries, windows),
    clientErrors: sumByKey(measured.map(countClientErrors)),
    timeouts: countTimeouts(summaries),
    retryable: measured.reduce((sum, { retryable }) => sum + retryable, 0),
    retried: measured.reduce((sum, { retried }) => addOutcomes(sum, retried ?? {}), noOutcomes()),
    recoveredByRetry: countRecovered(summaries),
    latencyMs: mergeLatencies(measured),
    ...(total && { total }),
  }
}

function sumByKey(parts: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const [key, count] of parts.flatMap((part) => Object.entries(part))) sum[key] = (sum[key] ?? 0) + count
  return sum
}

/** Adds up the measured slots before `end`, milliseconds on the run's clock. */
export function sumBaseline(all: Collected, isMeasured: IsMeasured, end: number): BaselineTotals {
  const buckets = all.buckets.filter(({ warmup, t }) => t < end && isMeasured(warmup, t))
  return {
    outcomes: buckets.reduce((sum, { outcomes }) => addOutcomes(sum, outcomes), noOutcomes()),
    ...mergeByTraffic(buckets),
    connectRetries: countConnectRetries(all, buckets[0]?.t ?? 0, end),
  }
}

export function countTimeouts(summaries: readonly AttemptSummary[]): PhaseCounts {
  const counts = noPhases()
  for (const { outcome, phase } of summaries) if (outcome === 'timeout') counts[phase] += 1
  return counts
}

/** What a retry made good, by the outcome of the first try. */
export function countRecovered(summaries: readonly AttemptSummary[]): OutcomeCounts {
  const counts = noOutcomes()
  for (const { outcome, retried } of summaries) if (outcome === 'ok' && retried !== undefined) counts[retried] += 1
  return counts
}

/** The latencies of several slots, of each traffic and of all together. */
export function mergeByTraffic(
  buckets: readonly BucketEntry[],
): Pick<BaselineTotals, 'latencyMs' | 'latencyByTraffic'> {
  const sums = new Map<string, Histogram>()
  for (const { traffic, latency } of buckets) {
    if (latency === undefined) continue
    const sum = sums.get(traffic) ?? emptyHistogram()
    addEncoded(sum, latency)
    sums.set(traffic, sum)
  }
  const all = emptyHistogram()
  for (const sum of sums.values()) all.add(sum)
  const each = [...sums].flatMap(([name, sum]) => {
    const summary = summarizeLatencies(sum)
    return summary === null ? [] : [[name, summary] as const]
  })
  return { latencyMs: summarizeLatencies(all), latencyByTraffic: Object.fromEntries(each) }
}

/** The latencies of several slots together. */
export function mergeLatencies(buckets: readonly BucketEntry[]): LatencySummary | null {
  const sum = emptyHistogram()
  for (const { latency } of buckets) if (latency !== undefined) addEncoded(sum, latency)
  return summarizeLatencies(sum)
}
