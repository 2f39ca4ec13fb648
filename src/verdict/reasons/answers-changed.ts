import type { Ledger } from '../../model/ledger.ts'
import type { Reason } from '../../model/verdict.ts'
import { countOf, formatCount } from '../../text/numbers.ts'
import { type AnswerChange, findAnswerChanges } from '../answers.ts'

/** Users got other answers since a restart: whether these are as good, only the scenario can say. */
export function findChangedAnswers(ledger: Ledger): Reason[] {
  return findAnswerChanges(ledger).map((change) => ({ code: 'answers-changed', message: describe(change) }))
}

function describe({ traffic, name, since, count, among, before, what }: AnswerChange): string {
  const remedy =
    what === 'content type' || what === 'empty body'
      ? 'let its requests `expect` the body that they need'
      : 'let its requests `expect` that status if it is meant'
  return `since restart ${since}, ${formatCount(count)} of ${countOf(among, 'answer')} to ${traffic} were ${name}, and none of ${formatCount(before)} before: ${remedy}`
}
