import { countOf, formatDuration } from '../../text/numbers.ts'
import { isGatewayError } from './gateway-errors.ts'
import { type Loss, lostIn } from './loss.ts'
import { greatest, ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { type TakenStep, takenSteps } from './traces.ts'

interface Early {
  span: RestartSpan
  step: TakenStep
  /** Other rules say what they died of. */
  victims: Loss[]
}

/** The command had returned, and the service was not there yet. */
export const findReturnedEarly = ruleOfRestarts(findEarly, ({ found, first, where }) => {
  const worst = greatest(found, first, ({ victims }) => victims.length)
  const wait = takeover(worst.span) - worst.step.done
  return {
    title: `The restart command returned ${formatDuration(wait)} before the new generation served`,
    explanation:
      'The command only starts the restart. A deployment that takes its return for the end of the restart goes on (to the next instance, to removing the old one, to sending traffic) while no process serves.',
    evidence:
      `"${worst.step.name}" was done ${formatDuration(worst.step.done - worst.span.begun)} after the beginning of restart ${worst.span.index}, the first answer of the new generation came ` +
      `${formatDuration(wait)} later, and ${countOf(worst.victims.length, 'request')} failed in between; so it was ${where}`,
    remedy:
      'Wait until the new generation answers before the deployment goes on: poll its readiness, or have the service manager wait for it (Type=notify, `docker compose up --wait`, ' +
      '`kubectl rollout status`); in a scenario `wait: { generation: new }`.',
    figures: { earlyMs: wait, requests: worst.victims.length },
    references: ['systemd.service(5), Type=notify', 'docs/guide/restart.md'],
  }
})

function findEarly(span: RestartSpan, input: RuleInput): Early | undefined {
  if (span.takeoverMs === undefined) return undefined
  const step = takenSteps(input.ledger, span).findLast(({ traits }) => traits.waits === undefined)
  if (step?.traits.command === undefined || step.done >= takeover(span)) return undefined
  const victims = lostIn(input.lost, span).filter(
    // What was on its way before is no victim of a deployment that went on too early.
    (loss) => isAway(loss) && loss.attempt.due > step.done && loss.end <= takeover(span),
  )
  return victims.length > 0 ? { span, step, victims } : undefined
}

function takeover({ begun, takeoverMs = 0 }: RestartSpan): number {
  return begun + takeoverMs
}

function isAway(loss: Loss): boolean {
  return loss.outcome === 'refused' || (loss.outcome === 'timeout' && loss.phase === 'connect') || isGatewayError(loss)
}
