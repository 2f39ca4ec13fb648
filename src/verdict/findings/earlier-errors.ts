import { isUnprocessed } from '../../model/http2-code.ts'
import { countOf, formatCount } from '../../text/numbers.ts'
import { isWrongAnswer } from './answerer.ts'
import { countIn, findNoRarer, lengthOf, partsOf } from './calm.ts'
import type { Loss } from './loss.ts'
import { ruleOfRun } from './rule.ts'
import { describeOutcomes } from './words.ts'

/** Answers that are wrong no more often with restarts than they were without, and limits that a server keeps without a restart too. */
export const findEarlierErrors = ruleOfRun(
  (input) => ({ losses: findNoRarer(input, isOwn) }),
  ({ losses }, input) => {
    const parts = partsOf(input)
    if (parts === undefined) return undefined
    const { calm, rest } = parts
    return {
      title: `${countOf(losses.length, 'request')} failed, as others had before any restart`,
      explanation:
        'The same requests failed in the same way before any restart, and hardly more often afterwards. Neither the restarts nor the new generation are the cause.',
      evidence: `${describeOutcomes(losses)}; ${formatCount(countIn(losses, calm))} were sent in the ${lengthOf(calm)} before the first restart, ${formatCount(countIn(losses, rest))} in the ${lengthOf(rest)} after it began`,
      remedy:
        'Fix this first, or let the scenario expect it (`expect: { status: … }`): the cost of restarts can be measured only where nothing is lost without them. A body that differs each time cannot be checked.',
      figures: { before: countIn(losses, calm), since: countIn(losses, rest) },
      references: ['docs/reference/scenario.md'],
    }
  },
)

function isOwn(loss: Loss): boolean {
  return isWrongAnswer(loss) || loss.outcome === 'truncated' || isUnprocessed(loss.code)
}
