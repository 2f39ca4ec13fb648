import type { AttributedLifeline } from '../../model/lifeline.ts'
import { formatDuration } from '../../text/numbers.ts'
import { type EndedLife, labelProcess, saysStopped } from '../process-ends.ts'
import { inFlight, isCut, isResetInHandshake, type Loss, lifelinesIn, lostIn, sentAt } from './loss.ts'
import { greatest, ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { type TakenStep, takenSteps } from './traces.ts'
import { countVictims, describeVictims } from './words.ts'

/** A process that was started in a restart, and the step of the same restart that stopped it. */
interface Stop {
  span: RestartSpan
  step: TakenStep
  life: EndedLife
  losses: Loss[]
  lifelines: AttributedLifeline[]
}

/** What a process held that one step had started and another one stopped: neither a limit of the server nor the old generation's end. */
export const findStoppedByStep = ruleOfRestarts(findStop, ({ found, first, losses, lifelines, where }) => {
  const { span, step, life } = greatest(found, first, (one) => one.losses.length)
  const unanswered =
    losses.every((loss) => loss.unanswered) && losses.length > 0 ? ', none of them answered in part' : ''
  return {
    title: `${countVictims(losses, lifelines)} lost as a step stopped the process that had them`,
    explanation:
      'A step stopped a process that an earlier step of the same restart had started. What that process had accepted and not answered ended with it.',
    evidence:
      `${describeVictims(losses, lifelines)} ${where}${unanswered}; in restart ${span.index} "${step.name}" stopped ${labelProcess(life)} ` +
      `${formatDuration(step.began - span.begun)} after the first step${describeLongest(losses)}`,
    remedy:
      'See why that process had not answered when it was stopped: a process that is to serve must answer before it is stopped, or drain on the signal. One that is only in between should not listen for clients.',
    figures: losses.length === 0 ? {} : { longestInFlightMs: Math.max(...losses.map(inFlight)) },
    references: ['docs/guide/restart.md', 'RFC 9112 §9.6, Tear-down'],
  }
})

function findStop(span: RestartSpan, input: RuleInput): Stop | undefined {
  const born = input.ledger.processes.filter(
    (life): life is EndedLife => life.bornIn === span.index && life.ended !== undefined,
  )
  for (const step of takenSteps(input.ledger, span)) {
    const life = born.find((one) => saysStopped(one.pid, step.detail))
    const stop = life && collectVictims(span, step, life, input)
    if (stop !== undefined && stop.losses.length + stop.lifelines.length > 0) return stop
  }
  return undefined
}

/** What was sent while the process was there, and cut since the step began. A client may read of that late. */
function collectVictims(span: RestartSpan, step: TakenStep, life: EndedLife, { losses, lifelines }: RuleInput): Stop {
  const isHeld = (from: number, to: number): boolean => from >= life.started && from <= life.ended && to >= step.began
  return {
    span,
    step,
    life,
    losses: lostIn(losses, span).filter(
      (loss) => (isCut(loss) || isResetInHandshake(loss)) && isHeld(sentAt(loss), loss.end),
    ),
    lifelines: lifelinesIn(lifelines, span, 'cut').filter(({ opened, closed }) => isHeld(opened, closed)),
  }
}

function describeLongest(losses: readonly Loss[]): string {
  if (losses.length === 0) return ''
  return `; the requests had been in flight for up to ${formatDuration(Math.max(...losses.map(inFlight)))}`
}
