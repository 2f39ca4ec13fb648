import { countOf, formatDuration } from '../../text/numbers.ts'
import { lastAsked } from './departures.ts'
import { findDrainStart } from './drain-start.ts'
import { hasArrived, longestAnswer } from './in-work.ts'
import { inFlight, type Loss, sentAt } from './loss.ts'
import { ruleOfLosses } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { countRetries, describeOutcomes, describeRetries } from './words.ts'

/** Requests on connections that the old generation left open and no longer read. */
export const findAbandoned = ruleOfLosses(isAbandoned, ({ losses, where, worst, ages }) => ({
  title: `${countOf(losses.length, 'request')} lost on keep-alive connections that the server no longer read`,
  explanation:
    'The old generation stopped reading its keep-alive connections and did not close them until it ended. A client that sent another ' +
    'request on one waited, and got a reset or nothing instead of an answer.',
  evidence:
    `${describeOutcomes(losses)} on reused connections ${where} after a wait of up to ` +
    `${formatDuration(Math.max(...losses.map(inFlight)))}, in restart ${worst.index} ${ages} after its first step; ` +
    describeRetries(losses),
  remedy:
    'Close idle keep-alive connections as soon as the drain begins, or serve one more request on each with `Connection: close`. ' +
    'With gunicorn, use another worker class than gthread, or have a proxy in front of it hold the keep-alive connections.',
  figures: { longestInFlightMs: Math.max(...losses.map(inFlight)), ...countRetries(losses) },
  references: ['RFC 9112 §9.6, Tear-down', 'gunicorn: Design, worker classes'],
}))

function isAbandoned(loss: Loss, input: RuleInput): boolean {
  const { restart, reused, unanswered, outcome, phase, hidden } = loss
  if (restart === null || !reused || !unanswered || phase !== 'headers' || hidden) return false
  if (outcome !== 'reset' && outcome !== 'dropped' && outcome !== 'timeout') return false
  // What was sent before any process was asked to leave, or before it began to, was read.
  const span = input.spans.find(({ index }) => index === restart)
  if (span === undefined || sentAt(loss) < leavingSince(loss, span, input)) return false
  return hasArrived(loss, input) && inFlight(loss) > longestAnswer(span, input)
}

function leavingSince({ end }: Loss, span: RestartSpan, input: RuleInput): number {
  const asked = lastAsked(input, span, end)?.began ?? span.begun
  return Math.max(asked, findDrainStart(input, span, end)?.earliest ?? asked)
}
