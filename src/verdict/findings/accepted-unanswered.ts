import { countOf } from '../../text/numbers.ts'
import { isCut } from './loss.ts'
import { ruleOfLosses } from './rule.ts'
import { describeOutcomes } from './words.ts'

/** New connections that were established and closed again without an answer, with no listening socket seen to close at that time. */
export const findAcceptedUnanswered = ruleOfLosses(
  (loss) => isCut(loss) && loss.unanswered && !loss.reused,
  ({ losses, where, worst, ages }) => ({
    title: `${countOf(losses.length, 'new connection')} accepted and closed without an answer`,
    explanation:
      'They were established, but the process that accepted them was exiting and closed them before it had read the request, or they waited in the queue of a ' +
      'socket that was closed.',
    evidence: `${describeOutcomes(losses)} ${where}, in restart ${worst.index} ${ages} after its first step`,
    remedy:
      'Stop accepting first, then answer everything that has been accepted, also what has not sent its request yet, and only then exit.',
    references: ['accept(2)', 'RFC 9112 §9.6, Tear-down'],
  }),
)
