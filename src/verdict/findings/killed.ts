import type { AttributedLifeline } from '../../model/lifeline.ts'
import { formatDuration } from '../../text/numbers.ts'
import { isGatewayError } from './gateway-errors.ts'
import { inFlight, isCut, type Loss, lifelinesIn, lostIn } from './loss.ts'
import { greatest, ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { type EndedProcess, endedIn, takenSteps } from './traces.ts'
import { countVictims, describeVictims } from './words.ts'

/** An end is seen up to so long after it, milliseconds. */
const SEEN_LATE_MS = 700
/** The RST or FIN may be read a little later than the process is seen to be gone, milliseconds. */
const AFTER_MS = 100
/** A process that ends this soon after the signal has not waited for its clients. */
const AT_ONCE_MS = 700
/** A request that was cut after less on a connection that had served before may just have crossed with its close. */
const CROSSING_MS = 250
/** What a proxy was asked before its backend died had been on its way for a while. */
const IN_FLIGHT_MS = 250
const STOPPING = /^(?:signal|stop by) (?:TERM|KILL|INT|QUIT|ABRT)\b/

/** The end of an old process that did not wait for its requests, and the time in which losses are its doing. */
interface Death {
  from: number
  to: number
  how: string
  /** From the step that stopped the process, or the first, to its end. */
  ms: number
  bySignal: boolean
}

/** The old generation ended at once, with requests in flight. */
export const findKilled = ruleOfRestarts(findVictims, ({ found, first, losses, lifelines }) => {
  const worst = greatest(found, first, (one) => one.losses.length)
  return {
    title: `The old generation was killed with ${countVictims(losses, lifelines)} in flight`,
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
  death: Death
  losses: Loss[]
  lifelines: AttributedLifeline[]
}

function findVictims(span: RestartSpan, input: RuleInput): Victims | undefined {
  const deaths = findDeaths(input, span)
  const [death] = deaths
  if (death === undefined) return undefined
  const isWithin = (t: number): boolean => deaths.some(({ from, to }) => t >= from && t <= to)
  const bySignal = deaths.some((one) => one.bySignal)
  const losses = lostIn(input.losses, span).filter(
    (loss) => isWithin(loss.end) && (bySignal ? isCut(loss) || isAnsweredFor(loss) : isCut(loss) && !isCrossing(loss)),
  )
  const lifelines = lifelinesIn(input.lifelines, span, 'cut').filter(({ closed }) => isWithin(closed))
  return losses.length + lifelines.length > 0 ? { span, death, losses, lifelines } : undefined
}

function findDeaths(input: RuleInput, span: RestartSpan): Death[] {
  const ended = endedIn(input, span)
  const killed = ended.filter(({ signal }) => signal !== undefined)
  return killed.length > 0 ? killed.map((life) => describeKilled(life, span)) : findStopped(input, span, ended)
}

function describeKilled({ pid, command, ended, signal }: EndedProcess, { begun }: RestartSpan): Death {
  const ms = ended - begun
  const how = `process ${pid} (${command.slice(0, 60)}) was ended by ${signal} ${formatDuration(ms)} after the first step`
  return { from: ended - SEEN_LATE_MS, to: ended + AFTER_MS, how, ms, bySignal: true }
}

/** By a step that ends a process. Where processes cannot be seen, the step alone has to do. */
function findStopped({ ledger }: RuleInput, span: RestartSpan, ended: readonly EndedProcess[]): Death[] {
  return takenSteps(ledger, span)
    .filter(({ name }) => STOPPING.test(name))
    .flatMap(({ name, began }) => {
      const gone = ended.filter((life) => life.ended >= began && life.ended <= began + AT_ONCE_MS)
      if (gone.length === 0 && ledger.processes.length > 0) return []
      const last = Math.max(began, ...gone.map((life) => life.ended))
      const how = `on "${name}" the old generation ended within ${formatDuration(last - began)}`
      return [{ from: began, to: began + AT_ONCE_MS, how, ms: last - began, bySignal: false }]
    })
}

/** A proxy in front answers what its backend died over. */
function isAnsweredFor(loss: Loss): boolean {
  return isGatewayError(loss) && inFlight(loss) >= IN_FLIGHT_MS
}

function isCrossing(loss: Loss): boolean {
  return loss.reused && loss.unanswered && inFlight(loss) < CROSSING_MS
}

function describeLongest(losses: readonly Loss[]): string {
  return losses.length === 0
    ? ''
    : `; the lost requests had been in flight for up to ${formatDuration(Math.max(...losses.map(inFlight)))}`
}
