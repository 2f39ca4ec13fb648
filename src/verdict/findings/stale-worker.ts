import type { BucketEntry } from '../../model/entry.ts'
import type { TimeSpan } from '../../model/ledger.ts'
import { SERVING_LOOK_MS } from '../../model/look.ts'
import { sliceBetween } from '../../model/sorted.ts'
import { countOf, formatDuration } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { findUnsteadiness } from '../steadiness.ts'
import { ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { eventsIn } from './traces.ts'

/** So shortly before the end of a restart's time an answer shows that the old generation stayed: who serves is looked at as often. */
const LATELY_MS = SERVING_LOOK_MS

interface Stale {
  span: RestartSpan
  /** New connections that it answered, or was seen to hold. */
  answers: number
  held: number
}

/** The restart took effect, but part of the old generation went on accepting. */
export const findStaleWorker = ruleOfRestarts(findStale, ({ first, where }) => {
  const { span, answers, held } = first
  const deeds = listed([
    ...(answers > 0 ? [`answered ${countOf(answers, 'new connection')}`] : []),
    ...(held > 0 ? [`was seen to hold ${countOf(held, 'connection')} opened since`] : []),
  ])
  return {
    title: 'The old generation went on answering new connections',
    explanation:
      'Beside the new generation a process of the old one still accepts: it did not get the signal, ignores it, or still holds the listening socket. Users get the old ' +
      'version for as long as it lives.',
    evidence:
      `after takeover in restart ${span.index} the old generation ${deeds}, still in the last second of the ` +
      `${formatDuration(watched(span))} for which it was watched; so it was ${where}${span.detail === undefined ? '' : ` (${span.detail})`}`,
    remedy:
      'Signal the whole old generation, or its master, and see that every worker closes its listening socket; end what stays behind. `ss -ltnp` shows who holds the port.',
    figures: { answers, held, watchedMs: watched(span) },
    references: ['ss(8)', 'kill(2), process groups'],
  }
})

/** Where a takeover proves no restart, nothing shows that the old generation should have gone. */
function findStale(span: RestartSpan, { ledger }: RuleInput): Stale | undefined {
  if (!span.observed || span.drained || findUnsteadiness(ledger) !== undefined) return undefined
  const from = span.begun + (span.takeoverMs ?? 0)
  const to = span.settled ?? span.until
  const lately = { from: Math.max(from, to - LATELY_MS), to }
  if (countAnswers(ledger.buckets, span, lately) + countHeld(ledger, span, lately) === 0) return undefined
  const time = { from, to: span.until }
  return { span, answers: countAnswers(ledger.buckets, span, time), held: countHeld(ledger, span, time) }
}

function countAnswers(
  buckets: readonly BucketEntry[],
  { generations: { old } }: RestartSpan,
  { from, to }: TimeSpan,
): number {
  return sliceBetween(buckets, from, to).reduce(
    (sum, { newGenerations = {} }) => sum + old.reduce((part, label) => part + (newGenerations[label] ?? 0), 0),
    0,
  )
}

function countHeld(ledger: RuleInput['ledger'], { index }: RestartSpan, time: TimeSpan): number {
  return eventsIn(ledger, 'old-serving', time)
    .filter((event) => event.index === index)
    .reduce((sum, { connections }) => sum + connections, 0)
}

function watched({ begun, settled, until }: RestartSpan): number {
  return (settled ?? until) - begun
}
