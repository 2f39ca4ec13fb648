import { countOf } from '../../text/numbers.ts'
import { isCut } from './loss.ts'
import type { Explanation } from './rule.ts'
import type { RuleInput } from './rule-input.ts'
import { describeAges, describeOutcomes, inRestarts, restartsOf, worstOf } from './words.ts'

/** New connections that were established and closed again without an answer, with no listening socket seen to close at that time. */
export function findAcceptedUnanswered(input: RuleInput): Explanation | undefined {
  const losses = input.losses.filter((loss) => loss.restart !== null && isCut(loss) && loss.unanswered && !loss.reused)
  const worst = worstOf(losses, input.spans)
  if (losses.length === 0 || worst === undefined) return undefined
  const restarts = restartsOf(losses)
  const ends = losses.filter(({ restart }) => restart === worst.index).map(({ end }) => end)
  return {
    losses,
    finding: {
      title: `${countOf(losses.length, 'new connection')} accepted and closed without an answer`,
      explanation:
        'They were established, but who accepted them was leaving and closed them before it had read the request, or they waited in the queue of a ' +
        'socket that was closed.',
      evidence: `${describeOutcomes(losses)} ${inRestarts(restarts, input)}, in restart ${worst.index} ${describeAges(ends, worst.begun)} after its first step`,
      remedy:
        'Stop accepting first, then answer everything that has been accepted, also what has not sent its request yet, and only then exit.',
      restarts,
      references: ['accept(2)', 'RFC 9112 §9.6, Tear-down'],
    },
  }
}
