import { countOf, formatDuration } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { labelProcess } from '../process-ends.ts'
import { findFailedRollout } from './rollout-stuck.ts'
import { ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { findUnseen, type Unseen } from './unseen.ts'

/** Neither a new generation was seen, nor that the old one went on serving. */
export const findRestartUnconfirmed = ruleOfRestarts(findUnconfirmed, ({ found, first }) => ({
  title: 'The restart could not be confirmed',
  explanation: describeKnown(first),
  evidence: describeSeen(first, found),
  remedy:
    'Let the answers name their generation (`target.generation`: a header or a body that a restart changes, such as a pid or a start time), and add traffic that is answered while the restart settles, such ' +
    'as `fresh`.',
  figures: { watchedMs: watched(first), answers: first.answers },
  references: ['docs/guide/targets.md'],
}))

function describeKnown({ listening, renewed }: Unseen): string {
  if (listening !== undefined)
    return 'New processes listen, so that something was restarted; but no answer was seen to come from a new generation.'
  return renewed === undefined
    ? 'Nothing was answered after the steps that would show which generation serves.'
    : 'The process that served closed its listening socket and opened another: it began anew in its place, by executing itself or by setting up its listener again. A process that stays the same does not show which generation answers.'
}

function findUnconfirmed(span: RestartSpan, input: RuleInput): Unseen | undefined {
  const unseen = findUnseen(input, span)
  if (unseen === undefined || unseen.oldServes || unseen.wrapped !== undefined) return undefined
  return findFailedRollout(input.ledger, span) === undefined ? unseen : undefined
}

function watched({ span }: Unseen): number {
  return (span.settled ?? span.until) - span.begun
}

function describeSeen(one: Unseen, found: readonly Unseen[]): string {
  const { listening, renewed, answers, refusal, complaint } = one
  const says = complaint === undefined ? undefined : `its log says: ${complaint}`
  return [
    `no answer of a new generation was seen in restart ${listed(found.map(({ span }) => String(span.index)))} within ${formatDuration(watched(one))}`,
    ...(listening === undefined ? [] : [`the new ${labelProcess(listening)} listens`]),
    ...(renewed === undefined ? [] : [`${labelProcess(renewed)} was there before, and listens on a new socket`]),
    answers === 0
      ? 'no request was answered after its last step'
      : `${countOf(answers, 'request')} answered after its last step`,
    ...[refusal ?? says].filter((part) => part !== undefined),
  ].join('; ')
}
