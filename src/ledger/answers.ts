import { nameAnswer } from '../model/answer.ts'
import { BUCKET_MS, type BucketEntry } from '../model/entry.ts'
import type { AnswerCount } from '../model/ledger.ts'
import type { AttemptSummary } from './collect.ts'

/** The answers of a traffic, good ones from its slots and others from what was recorded of each; in order of restarts. */
export function sumAnswers(
  buckets: readonly BucketEntry[],
  summaries: readonly AttemptSummary[],
  restarts: readonly { index: number; begun: { t: number } }[],
): AnswerCount[] {
  const counts = new Map<string, AnswerCount>()
  const add = (t: number, ok: boolean, label: string, name: string, count: number): void => {
    const since = restarts.findLast(({ begun }) => begun.t <= t)?.index ?? null
    const key = `${since} ${ok} ${label} ${name}`
    const own = counts.get(key)
    if (own !== undefined) own.count += count
    else counts.set(key, { since, ok, generation: label === '' ? null : label, name, count })
  }
  // What ended in the slot in which a restart began may be its doing.
  for (const { t, answers = {} } of buckets)
    for (const [label, own] of Object.entries(answers))
      for (const [name, count] of Object.entries(own)) add(t + BUCKET_MS, true, label, name, count)
  for (const { end, status, grpcStatus, generation = '', outcome } of summaries)
    if ((status !== undefined || grpcStatus !== undefined) && outcome !== 'ok')
      add(end, false, generation, nameAnswer({ status, grpcStatus }), 1)
  return [...counts.values()].toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0))
}
