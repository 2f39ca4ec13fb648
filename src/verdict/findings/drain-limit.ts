import type { AttributedLifeline } from '../../model/lifeline.ts'
import { formatDuration } from '../../text/numbers.ts'
import { findAnswerer } from './answerer.ts'
import { type DrainStart, findDrainStart } from './drain-start.ts'
import { isGatewayError } from './gateway-errors.ts'
import { hasArrived, isCrossing } from './in-work.ts'
import { inFlight, isCut, type Loss, lifelinesIn, lostIn, sentAt } from './loss.ts'
import { ruleOfSightings } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { countVictims, describeAges, describeRange, describeVictims } from './words.ts'

/** Workers get the signal one after the other, and each has a clock of its own. */
const BAND_MS = 300
/** A limit is the same each time; the end of a process that has done its work comes when that was done, milliseconds. */
const SAME_MS = 100

/** What else connections alone may mean. */
const OR_DONE =
  ' With connections alone it may also be that the process had finished everything else and exited without closing them, as http.Server.Shutdown of Go does with WebSockets.'

/** What ended in one restart at about the same age. */
interface Band {
  span: RestartSpan
  start: DrainStart
  losses: Loss[]
  lifelines: AttributedLifeline[]
  /** Age of the first end, milliseconds after the drain had begun. */
  age: number
}

/** Many ends at the same age: not the requests were done, but the patience. */
export const findDrainLimit = ruleOfSightings(findLimits, ({ found, first, losses, lifelines, where }) => ({
  title: `${countVictims(losses, lifelines)} cut at a drain limit of about ${formatDuration(limitOf(found))}`,
  explanation:
    'The old generation had a time limit to finish, and what was not done by then was cut, all at the same age. (A proxy that cuts its own ' +
    `requests answers them with 502 or 504.)${losses.length === 0 ? OR_DONE : ''}`,
  evidence: `${describeVictims(losses, lifelines)} ${where}, ${describeBand(first)}`,
  remedy:
    'Let the limit be longer than the longest request (nginx worker_shutdown_timeout, HAProxy hard-stop-after, ' +
    'terminationGracePeriodSeconds, gunicorn graceful_timeout), or requests shorter than the limit. Give long-lived clients notice when the ' +
    'drain begins: a WebSocket close frame 1012, the end of an event stream, `Connection: close`.',
  figures: { limitMs: limitOf(found) },
  references: ['nginx: worker_shutdown_timeout', 'HAProxy: hard-stop-after', 'RFC 6455 §7.4.1', 'RFC 9112 §9.6'],
}))

function findLimits(input: RuleInput): Band[] {
  const bands = input.spans.map((span) => findBand(input, span)).filter((band) => band !== undefined)
  return bands.filter((band) => isLimit(band, bands))
}

/** The ends after the drain had begun that lie closest together, where they are most of those. */
function findBand(input: RuleInput, span: RestartSpan): Band | undefined {
  const startOf = (t: number): DrainStart | undefined => findDrainStart(input, span, t)
  const late = lostIn(input.losses, span).filter((loss) => isUnderWay(input, loss, startOf(loss.end)))
  const cut = lifelinesIn(input.lifelines, span, 'cut').filter(({ closed }) => startOf(closed) !== undefined)
  const ends = [...late.map(({ end }) => end), ...cut.map(({ closed }) => closed)].toSorted((a, b) => a - b)
  const from = ends.toSorted((a, b) => countFrom(ends, b) - countFrom(ends, a) || a - b)[0]
  if (from === undefined || countFrom(ends, from) < 0.8 * ends.length) return undefined
  const start = startOf(from)
  const isWithin = (t: number): boolean => t >= from && t <= from + BAND_MS
  return (
    start && {
      span,
      start,
      losses: late.filter(({ end }) => isWithin(end)),
      lifelines: cut.filter(({ closed }) => isWithin(closed)),
      age: from - start.t,
    }
  )
}

function countFrom(ends: readonly number[], from: number): number {
  return ends.filter((end) => end >= from && end <= from + BAND_MS).length
}

/**
 * It was in hand when the drain began: a server that drains takes nothing new, and on kept connections a later request may have crossed
 * with a close. HTTP/2 tells (RFC 9113 §6.8), and a proxy in front goes on taking requests.
 */
function isUnderWay(input: RuleInput, loss: Loss, start: DrainStart | undefined): boolean {
  const proxied = isGatewayError(loss) && findAnswerer(loss, input) === undefined
  if (start === undefined || !(isCut(loss) || proxied)) return false
  const { ledger } = input
  const traits = ledger.traffic.find(({ name }) => name === loss.attempt.traffic)?.traits
  const tells = traits?.tellsUnprocessed === true || proxied
  if (tells) return hasArrived(loss, input)
  return sentAt(loss) <= (loss.reused && loss.unanswered ? start.earliest : start.t) && !isCrossing(loss, input)
}

/**
 * Several with a request among them, or a request at the same age in another restart. Connections alone may have ended with a process that
 * had done its work and forgotten them, as WebSockets do in Go: they must end at the same age every time.
 */
function isLimit(band: Band, bands: readonly Band[]): boolean {
  const others = bands.filter((other) => other !== band)
  if (band.losses.length === 0) {
    const alone = others.filter(({ losses }) => losses.length === 0)
    return others.length > 0 && alone.every(({ age }) => Math.abs(age - band.age) <= SAME_MS)
  }
  return countEnds(band) > 1 || others.some(({ age }) => Math.abs(age - band.age) <= BAND_MS)
}

/** A transfer is a request and a long-lived connection at once. */
function countEnds({ losses, lifelines }: Band): number {
  const ports = new Set(losses.map(({ attempt }) => attempt.connection.localPort))
  return losses.length + lifelines.filter(({ localPort }) => localPort === undefined || !ports.has(localPort)).length
}

/** The shortest age: in others the signal may have come later. */
function limitOf(bands: readonly Band[]): number {
  return Math.min(...bands.map(({ age }) => age))
}

function describeBand({ span, start, losses, lifelines }: Band): string {
  const ends = [...losses.map(({ end }) => end), ...lifelines.map(({ closed }) => closed)]
  const when = `in restart ${span.index} all ${describeAges(ends, start.t)} after ${start.since}`
  if (losses.length === 0) return when
  const waits = losses.map(inFlight)
  return `${when}; the requests had been in flight for ${describeRange(waits)}`
}
