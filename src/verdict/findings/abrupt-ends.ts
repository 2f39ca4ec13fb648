import { formatDuration } from '../../text/numbers.ts'
import { letGoBefore, letGoIn, signalled } from './departures.ts'
import { seenLate, TOGETHER_MS } from './lateness.ts'
import { isCut, lifelinesIn, lostIn } from './loss.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { type EndedProcess, endedIn, type TakenStep, takenSteps } from './traces.ts'

/** Servers are given whole seconds to wait for their clients: one that ends well before the first is over has hardly waited, milliseconds. */
const AT_ONCE_MS = 700
/** Processes that one limit ends, end at the same age, milliseconds. */
const SAME_MS = 100
const STOPPING = /^(?:signal|stop by) (?:TERM|KILL|INT|QUIT|ABRT)\b/
/** Signals that no process sends to itself once it has drained; the others end a process that has put their default back, see signal(7). */
const UNCAUGHT = new Set(['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGSYS', 'SIGTRAP'])

/** The end of an old process that did not wait for its requests, and the time in which losses are its doing. */
export interface AbruptEnd {
  from: number
  to: number
  how: string
  /** From the step that stopped the process, or the first, to its end. */
  ms: number
  bySignal: boolean
  /** When it got the signal to end, where it could have waited for what was on its way by then. */
  asked?: number
}

/** The ends of old processes in a restart that were none of their own: of those that a signal ended, or else that a step stopped. */
export function findAbruptEnds(input: RuleInput, span: RestartSpan): AbruptEnd[] {
  const killed = findKills(input, span)
  return killed.length > 0 ? killed : findStopped(input, span)
}

/** The ends of old processes by a signal that they had not handled, and those of which that is not known and that went as these did. */
export function findKills(input: RuleInput, span: RestartSpan): AbruptEnd[] {
  return endedIn(input, span).flatMap((life) => {
    if (wasKilled(life, input, span)) return [describeKilled(life, `was ended by ${life.signal}`, span, input)]
    const twin = findKilledTwin(life, input, span)
    return twin === undefined
      ? []
      : [describeKilled(life, `ended as process ${twin.pid} did by ${twin.signal},`, span, input)]
  })
}

function wasKilled(life: EndedProcess, input: RuleInput, span: RestartSpan): boolean {
  return life.signal !== undefined && !hadHandled(life, input, span)
}

/**
 * A process of the same command that another restart ended at the same age by a signal that none sends to itself. How a process ended is
 * seen only while its parent has not asked, wait(2).
 */
function findKilledTwin(life: EndedProcess, input: RuleInput, span: RestartSpan): EndedProcess | undefined {
  if (life.signal !== undefined || life.code !== undefined) return undefined
  const aged = agedKills.get(input.ledger) ?? listAgedKills(input)
  agedKills.set(input.ledger, aged)
  const like = aged.filter(({ killed }) => killed.command === life.command)
  if (like.length === 0) return undefined
  const age = ageOf(life, input, span)
  return like.find((one) => Math.abs(one.age - age) <= SAME_MS)?.killed
}

interface AgedKill {
  killed: EndedProcess
  age: number
}

/** Runs with hundreds of restarts know thousands of processes. */
const agedKills = new WeakMap<RuleInput['ledger'], readonly AgedKill[]>()

function listAgedKills(input: RuleInput): AgedKill[] {
  return input.spans.flatMap((span) =>
    endedIn(input, span)
      .filter(({ signal = '' }) => UNCAUGHT.has(signal))
      .map((killed) => ({ killed, age: ageOf(killed, input, span) })),
  )
}

/** Since it had let go of its listening socket, or else since the restart began. */
function ageOf({ pid, ended }: EndedProcess, { ledger }: RuleInput, span: RestartSpan): number {
  return ended - (letGoIn(ledger, span).find((one) => one.pid === pid)?.t ?? span.begun)
}

/**
 * A process that has drained may send itself the same signal again, so that its parent sees why it ended. It had a handler for what it
 * was sent; or it had let go of its listening socket before anything was cut.
 */
function hadHandled(life: EndedProcess, input: RuleInput, span: RestartSpan): boolean {
  if (life.signal === undefined || UNCAUGHT.has(life.signal)) return false
  const direct = signalled(input, span, life)
  if (direct !== undefined) return direct.caught
  const cut = firstCut(input, span, life)
  return letGoBefore(letGoIn(input.ledger, span), cut).some(({ pid }) => pid === life.pid)
}

/** When the first of what may have ended with a process was cut; where nothing was, its end. */
function firstCut(input: RuleInput, span: RestartSpan, { ended }: EndedProcess): number {
  const cut = lostIn(input.losses, span).filter((loss) => isCut(loss) && !(loss.reused && loss.unanswered))
  const ends = [
    ...cut.map(({ end }) => end),
    ...lifelinesIn(input.lifelines, span, 'cut').map(({ closed }) => closed),
  ].filter((t) => t >= ended - seenLate(input, ended) && t <= ended + TOGETHER_MS)
  return Math.min(ended, ...ends)
}

function describeKilled(life: EndedProcess, what: string, { begun }: RestartSpan, input: RuleInput): AbruptEnd {
  const { pid, command, ended } = life
  const ms = ended - begun
  const how = `process ${pid} (${command.slice(0, 60)}) ${what} ${formatDuration(ms)} after the first step`
  return { from: ended - seenLate(input, ended), to: ended + TOGETHER_MS, how, ms, bySignal: true }
}

/** By a step that ends a process. Where processes cannot be seen, the step alone has to do. */
function findStopped(input: RuleInput, span: RestartSpan): AbruptEnd[] {
  return takenSteps(input.ledger, span)
    .filter(({ name }) => STOPPING.test(name))
    .flatMap((step) => describeStopped(step, input, span))
}

function describeStopped({ name, began }: TakenStep, input: RuleInput, span: RestartSpan): AbruptEnd[] {
  const gone = endedIn(input, span).filter(({ ended }) => ended >= began && ended <= began + AT_ONCE_MS)
  const letGo = letGoIn(input.ledger, span).filter(({ pid, t }) => t >= began && gone.some((life) => life.pid === pid))
  // What is cut later than that was waited for.
  const to = Math.min(began + AT_ONCE_MS, ...letGo.map(({ t }) => t + TOGETHER_MS))
  if (gone.length === 0 && input.ledger.processes.length > 0) return []
  const last = Math.max(began, ...gone.map((life) => life.ended))
  const how = `on "${name}" the old generation ended within ${formatDuration(last - began)}`
  return [{ from: began, to, how, ms: last - began, bySignal: false, asked: began }]
}
