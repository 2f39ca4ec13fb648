import { countOf, formatDuration } from '../../text/numbers.ts'
import { findAnswerer, isWrongAnswer } from './answerer.ts'
import { type Loss, lostIn, sentAt } from './loss.ts'
import { ruleOfLosses } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { describeOutcomes } from './words.ts'

/** Errors that still come so shortly before the end have not stopped, milliseconds. */
const STILL_MS = 500

/** Complete answers of the new generation that are wrong. */
export const findNewGenerationErrors = ruleOfLosses(isByNew, ({ losses, where, worst }) => {
  const own = lostIn(losses, worst)
  const last = Math.max(...own.map(({ end }) => end))
  const erringMs = last - servingFrom(worst, own)
  const lasting = last > worst.until - STILL_MS

  return {
    title: lasting
      ? 'The new generation answers with errors'
      : `The new generation answered with errors for its first ${formatDuration(erringMs)}`,
    explanation: lasting
      ? 'It took over, and did not stop failing until the next restart or the end of the run.'
      : 'It took over before it was ready: something that it needs (a cache, a connection, a configuration) came only later.',
    evidence: `${countOf(losses.length, 'request')} (${describeOutcomes(losses)}) answered by a new generation ${where}, in restart ${worst.index} until ${formatDuration(erringMs)} after its first answer`,
    remedy: lasting
      ? 'Try the new version before it takes over (a readiness check on what it really does), and keep the old one until then.'
      : 'Warm up before listening, or let a readiness check fail until it is warm and switch over only then (readinessProbe, Type=notify with sd_notify(3), `wait` steps).',
    figures: { erringMs },
    references: ['Kubernetes: readiness probes', 'sd_notify(3)'],
  }
})

function isByNew(loss: Loss, input: RuleInput): boolean {
  return isWrongAnswer(loss) && findAnswerer(loss, input) === 'new'
}

/** When it began to serve: its first good answer may be seen late, or come later than the wrong ones. */
function servingFrom({ begun, takeoverMs = Number.POSITIVE_INFINITY }: RestartSpan, losses: readonly Loss[]): number {
  return Math.min(begun + takeoverMs, ...losses.map(sentAt))
}
