import { countClientErrors } from '../../model/answer.ts'
import type { BucketEntry } from '../../model/entry.ts'
import { countOf, formatCount } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { isAskedFor } from '../reasons/client-errors.ts'
import type { Explanation } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { inRestarts } from './words.ts'

/** With fewer answers before the first restart a 4xx may just not have come yet. */
const ENOUGH = 50

/** Answers of 4xx, which the scenario lets pass without having asked for them, and which came only with a restart. */
export function findNewClientErrors({ ledger, spans }: RuleInput): Explanation | undefined {
  const first = spans[0]?.window.from ?? 0
  const measured = ledger.buckets.filter(({ t, warmup }) => !warmup || t >= first)
  const watched = ledger.traffic.filter((traffic) => !isAskedFor(ledger.scenario.traffic, traffic))
  const buckets = watched.flatMap(({ name }) => measured.filter(({ traffic }) => traffic === name))
  const before = buckets.filter(({ t }) => t < first)
  const answers = before.reduce((sum, { outcomes }) => sum + (outcomes.ok ?? 0), 0)
  const counts = sumStatuses(buckets.filter(({ t }) => t >= first))
  if (answers < ENOUGH || sumStatuses(before).size > 0 || counts.size === 0) return undefined
  const hit = spans.filter((span) => sumStatuses(within(buckets, span)).size > 0)
  const statuses = [...counts].map(([status, count]) => `${formatCount(count)} with ${status}`)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const restarts = hit.map(({ index }) => index)
  return {
    finding: {
      title: `${countOf(total, 'request')} answered with 4xx since a restart, and none before`,
      explanation:
        `The service answers differently than before: ${describeMissing([...counts.keys()])} in the new generation, or for as long as the switch takes. Such answers ` +
        'count as `ok` unless the scenario says which status it expects.',
      evidence: `${listed(statuses)} ${inRestarts(restarts, { spans })}, none among ${countOf(answers, 'answer')} before`,
      remedy:
        'Compare what both generations answer to the same request, and let the scenario say what it expects: `expect: { status: 2xx }`.',
      restarts,
      figures: { before: 0, since: total, answers },
      references: ['RFC 9110 §15.5', 'docs/reference/scenario.md'],
    },
  }
}

/** RFC 9110 §15.5.2, RFC 6585 §4. */
function describeMissing(statuses: readonly string[]): string {
  if (statuses.every((status) => status === '429')) return 'it limits the rate of requests, with limits of their own'
  if (statuses.every((status) => status === '401'))
    return 'what clients log in with, such as a session or a token, is not valid'
  return 'a route, a file or a permission is missing'
}

function within(buckets: readonly BucketEntry[], { begun, until }: RestartSpan): BucketEntry[] {
  return buckets.filter(({ t }) => t >= begun && t < until)
}

function sumStatuses(buckets: readonly BucketEntry[]): Map<string, number> {
  const sum = new Map<string, number>()
  for (const [status, count] of buckets.flatMap((bucket) => Object.entries(countClientErrors(bucket)))) {
    sum.set(status, (sum.get(status) ?? 0) + count)
  }
  return sum
}
