import type { AttributedLifeline } from '../../model/lifeline.ts'
import { formatDuration } from '../../text/numbers.ts'
import { type AbruptEnd, findAbruptEnds } from './abrupt-ends.ts'
import { findAnswerer } from './answerer.ts'
import { isGatewayError } from './gateway-errors.ts'
import { hasArrived, isCrossing, isInWork } from './in-work.ts'
import { TOGETHER_MS } from './lateness.ts'
import { inFlight, isCut, type Loss, lifelinesIn, lostIn, sentAt } from './loss.ts'
import { greatest, ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { countVictims, describeVictims } from './words.ts'

/** The old generation ended at once, with requests in flight. */
export const findKilled = ruleOfRestarts(findVictims, ({ found, first, losses, lifelines }) => {
  const worst = greatest(found, first, (one) => one.losses.length)
  return {
    title: `The old generation ${worst.death.bySignal ? 'was killed' : 'exited at once'} with ${countVictims(losses, lifelines)} in flight`,
    explanation:
      'It was killed, or exited at once on the signal, instead of draining: the requests it was working on were cut.',
    evidence: `${describeVictims(losses, lifelines)}; in restart ${worst.span.index} ${worst.death.how}${describeLongest(losses)}`,
    remedy:
      'Have the server handle the signal: stop accepting, finish what is in flight, then exit. Send the signal that does so ' +
      '(nginx QUIT, HAProxy USR1, Apache WINCH or USR1), and give it longer than the longest request takes before anything sends KILL ' +
      '(terminationGracePeriodSeconds, TimeoutStopSec, kill_timeout).',
    figures: {
      endedMs: worst.death.ms,
      ...(losses.length > 0 && { longestInFlightMs: Math.max(...losses.map(inFlight)) }),
    },
    references: [
      'signal(7)',
      'nginx: Controlling nginx',
      'systemd.kill(5)',
      'Kubernetes: Pod lifecycle, termination of Pods',
    ],
  }
})

interface Victims {
  span: RestartSpan
  death: AbruptEnd
  losses: Loss[]
  lifelines: AttributedLifeline[]
}

function findVictims(span: RestartSpan, input: RuleInput): Victims | undefined {
  const all = findAbruptEnds(input, span).map((death) => ({ death, ...victimsOf(death, span, input) }))
  const first = all.find(({ losses, lifelines }) => losses.length + lifelines.length > 0)
  const losses = [...new Set(all.flatMap((one) => one.losses))]
  const lifelines = [...new Set(all.flatMap((one) => one.lifelines))]
  return first && { span, death: first.death, losses, lifelines }
}

function victimsOf(death: AbruptEnd, span: RestartSpan, input: RuleInput): Pick<Victims, 'losses' | 'lifelines'> {
  const isWithin = (t: number): boolean => t >= death.from && t <= death.to
  const lifelines = lifelinesIn(input.lifelines, span, 'cut').filter(({ closed }) => isWithin(closed))
  const cut = lostIn(input.losses, span).filter((loss) => isWithin(loss.end) && isVictim(loss, death, input))
  const last = Math.max(...cut.map(({ end }) => end), ...lifelines.map(({ closed }) => closed))
  // All that a process holds ends with it. What crossed with a close earlier in the same second did not.
  return { lifelines, losses: cut.filter((loss) => loss.end >= last - TOGETHER_MS || !isCrossing(loss, input)) }
}

function isVictim(loss: Loss, death: AbruptEnd, input: RuleInput): boolean {
  const { asked, bySignal } = death
  if (bySignal && isAnsweredFor(loss, death, input) && findAnswerer(loss, input) === undefined) return true
  if (!isCut(loss)) return false
  return asked === undefined || (sentAt(loss) <= asked && !isCrossing(loss, input))
}

/** A proxy in front answers what its backend died over; not what it was asked afterwards. */
function isAnsweredFor(loss: Loss, { from }: AbruptEnd, input: RuleInput): boolean {
  return isGatewayError(loss) && ((sentAt(loss) <= from && hasArrived(loss, input)) || isInWork(loss, input))
}

function describeLongest(losses: readonly Loss[]): string {
  return losses.length === 0
    ? ''
    : `; the lost requests had been in flight for up to ${formatDuration(Math.max(...losses.map(inFlight)))}`
}
