import { countOf, formatDuration } from '../../text/numbers.ts'
import { inFlight, isCut, type Loss } from './loss.ts'
import type { Explanation } from './rule.ts'
import type { RuleInput } from './rule-input.ts'
import { describeAges, describeOutcomes, inRestarts, restartsOf, worstOf } from './words.ts'

/** What was cut after less without a byte had hardly been accepted, milliseconds. */
const ACCEPTED_MS = 100

/** Requests that were being worked on and that nobody waited for, without a limit or a signal that would tell why. */
export function findCutInFlight(input: RuleInput): Explanation | undefined {
  const losses = input.losses.filter((loss) => loss.restart !== null && isCut(loss) && isWorkedOn(loss))
  const worst = worstOf(losses, input.spans)
  if (losses.length === 0 || worst === undefined) return undefined
  const restarts = restartsOf(losses)
  const ends = losses.filter(({ restart }) => restart === worst.index).map(({ end }) => end)
  return {
    losses,
    finding: {
      title: `${countOf(losses.length, 'request')} cut while they were being answered`,
      explanation: 'The old generation ended, or dropped its connections, without finishing what it had begun.',
      evidence:
        `${describeOutcomes(losses)} ${inRestarts(restarts, input)}, in restart ${worst.index} ${describeAges(ends, worst.begun)} after its first step; ` +
        `they had been on their way for up to ${formatDuration(Math.max(...losses.map(inFlight)))}`,
      remedy:
        'Use the graceful form of the restart (Apache USR1 instead of HUP, nginx QUIT instead of TERM), and have the server finish what is in flight before it exits.',
      restarts,
      references: ['RFC 9112 §9.6, Tear-down', 'Apache: Stopping and Restarting', 'nginx: Controlling nginx'],
    },
  }
}

function isWorkedOn(loss: Loss): boolean {
  return !loss.unanswered || inFlight(loss) >= ACCEPTED_MS
}
