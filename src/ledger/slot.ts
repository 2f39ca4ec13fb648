import type { Attempt } from '../model/attempt.ts'
import { BUCKET_MS, type BucketEntry } from '../model/entry.ts'
import { isFailure, noOutcomes, OUTCOMES, type OutcomeCounts } from '../model/outcome.ts'
import type { AnswerNames } from './answer-names.ts'
import { countLatency, emptyCounts, encodeCounts, type LatencyCounts } from './histogram.ts'

/** What one traffic counts in one slot of BUCKET_MS. Emptied and used again, so that counting allocates nothing. */
export interface Slot {
  /** The slot's beginning divided by BUCKET_MS; NaN of a slot that is not in use. */
  index: number
  warmup: boolean
  outcomes: OutcomeCounts
  retryable: number
  retried: OutcomeCounts
  /** Complete responses, by the number of the generation's label in its traffic. */
  generations: number[]
  /** First ones on their connection, of requests that were due in the slot. */
  newGenerations: number[]
  /** `ok` answers, by the number of their pair, see answer-names.ts. */
  answers: number[]
  latency: LatencyCounts
  /** NaN until the first `ok`. */
  firstOk: number
  lastOk: number
  okGap: number
}

export function slotIndex(t: number): number {
  return Math.floor(t / BUCKET_MS)
}

export function createSlot(): Slot {
  return {
    index: Number.NaN,
    warmup: false,
    outcomes: noOutcomes(),
    retryable: 0,
    retried: noOutcomes(),
    generations: [],
    newGenerations: [],
    answers: [],
    latency: emptyCounts(),
    firstOk: Number.NaN,
    lastOk: Number.NaN,
    okGap: 0,
  }
}

export function emptySlot(slot: Slot): void {
  for (const outcome of OUTCOMES) {
    slot.outcomes[outcome] = 0
    slot.retried[outcome] = 0
  }
  slot.retryable = 0
  slot.generations.fill(0)
  slot.newGenerations.fill(0)
  slot.answers.fill(0)
  slot.latency.fill(0)
  slot.firstOk = Number.NaN
  slot.lastOk = Number.NaN
  slot.okGap = 0
}

export function countOk(slot: Slot, { due, end }: { due: number; end: number }): void {
  slot.outcomes.ok += 1
  countLatency(slot.latency, end - due)
  if (slot.outcomes.ok === 1) {
    slot.firstOk = end
    slot.lastOk = end
    return
  }
  if (end < slot.firstOk) slot.firstOk = end
  if (end <= slot.lastOk) return
  if (end - slot.lastOk > slot.okGap) slot.okGap = end - slot.lastOk
  slot.lastOk = end
}

export function countSettled(slot: Slot, attempt: Attempt): void {
  if (attempt.outcome === 'ok') countOk(slot, attempt)
  else slot.outcomes[attempt.outcome] += 1
  if (attempt.retried !== undefined) slot.retried[attempt.retried.outcome] += 1
  else if (attempt.retryable && isFailure(attempt.outcome)) slot.retryable += 1
}

export function countLabel(counts: number[], number: number): void {
  while (counts.length <= number) counts.push(0)
  counts[number] = (counts[number] ?? 0) + 1
}

export function slotEntry(
  slot: Slot,
  traffic: string,
  labels: readonly string[],
  pairs: AnswerNames['pairs'],
): BucketEntry {
  const retried = nonZero(slot.retried)
  const generations = byLabel(slot.generations, labels)
  const newGenerations = byLabel(slot.newGenerations, labels)
  const answers = byGeneration(slot.answers, labels, pairs)
  return {
    entry: 'bucket',
    traffic,
    t: slot.index * BUCKET_MS,
    warmup: slot.warmup,
    outcomes: nonZero(slot.outcomes),
    retryable: slot.retryable,
    ...(!isEmpty(retried) && { retried }),
    ...(!isEmpty(generations) && { generations }),
    ...(!isEmpty(newGenerations) && { newGenerations }),
    ...(!isEmpty(answers) && { answers }),
    ...(slot.outcomes.ok > 0 && okFacts(slot)),
  }
}

function okFacts(slot: Slot): Partial<BucketEntry> {
  const { firstOk, lastOk, okGap } = slot
  return { latency: encodeCounts(slot.latency), firstOk, lastOk, ...(slot.outcomes.ok > 1 && { okGap }) }
}

function nonZero(counts: OutcomeCounts): Partial<OutcomeCounts> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

function byLabel(counts: number[], labels: readonly string[]): Record<string, number> {
  const pairs = counts.map((count, number) => [labels[number] ?? '', count] as const)
  return Object.fromEntries(pairs.filter(([, count]) => count > 0))
}

function byGeneration(
  counts: number[],
  labels: readonly string[],
  pairs: AnswerNames['pairs'],
): Record<string, Record<string, number>> {
  const sorted: Record<string, Record<string, number>> = {}
  for (const [number, count] of counts.entries()) {
    const pair = pairs[number]
    if (count === 0 || pair === undefined) continue
    const label = labels[pair.generation] ?? ''
    sorted[label] = { ...sorted[label], [pair.name]: count }
  }
  return sorted
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0
}
