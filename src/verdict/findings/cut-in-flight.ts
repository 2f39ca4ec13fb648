import { countOf, formatDuration } from '../../text/numbers.ts'
import { hasArrived, isInWork, longestAnswer } from './in-work.ts'
import { inFlight, isCut, type Loss } from './loss.ts'
import { ruleOfLosses } from './rule.ts'
import type { RuleInput } from './rule-input.ts'
import { describeOutcomes } from './words.ts'

/** Requests that were being processed and that the server did not wait for, without a limit or a signal that would tell why. */
export const findCutInFlight = ruleOfLosses(
  (loss, input) => isCut(loss) && (!loss.unanswered || isInWork(loss, input) || hadLongArrived(loss, input)),
  ({ losses, where, worst, ages }) => ({
    title: `${countOf(losses.length, 'request')} cut while they were being answered`,
    explanation: 'The old generation ended, or dropped its connections, without finishing what it had begun.',
    evidence:
      `${describeOutcomes(losses)} ${where}, in restart ${worst.index} ${ages} after its first step; ` +
      `they had been in flight for up to ${formatDuration(Math.max(...losses.map(inFlight)))}`,
    remedy:
      'Use the graceful form of the restart (Apache USR1 instead of HUP, nginx QUIT instead of TERM), and have the server finish what is in flight before it exits.',
    figures: { longestInFlightMs: Math.max(...losses.map(inFlight)) },
    references: ['RFC 9112 §9.6, Tear-down', 'Apache: Stopping and Restarting', 'nginx: Controlling nginx'],
  }),
)

/** No new connection that was merely accepted waits for longer than any answer took. */
function hadLongArrived(loss: Loss, input: RuleInput): boolean {
  const span = input.spans.find(({ index }) => index === loss.restart)
  return !loss.reused && span !== undefined && hasArrived(loss, input) && inFlight(loss) > longestAnswer(span, input)
}
