import type { AttributedLifeline } from '../../model/lifeline.ts'
import { formatDuration } from '../../text/numbers.ts'
import { isGatewayError } from './gateway-errors.ts'
import { inFlight, isCut, type Loss, lifelinesIn, lostIn } from './loss.ts'
import { ruleOfSightings } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { countVictims, describeAges, describeVictims } from './words.ts'

/** What ends earlier was not waited for at all, milliseconds after the first step. */
const EARLIEST_MS = 500
/** Workers get the signal one after the other, and each has a clock of its own. */
const BAND_MS = 300
/** A limit is the same each time; the end of a process that has done its work comes when that was done, milliseconds. */
const SAME_MS = 100
/** What was on its way for less may just have crossed with a close. */
const IN_FLIGHT_MS = 400

/** What else connections alone may mean. */
const OR_DONE =
  ' With connections alone it may also be that the process had finished everything else and exited without closing them, as http.Server.Shutdown of Go does with WebSockets.'

/** What ended in one restart at about the same age. */
interface Band {
  span: RestartSpan
  losses: Loss[]
  lifelines: AttributedLifeline[]
  /** Age of the first end, milliseconds after the first step. */
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

/** The ends after some time that lie closest together, where they are most of those after that time. */
function findBand(input: RuleInput, span: RestartSpan): Band | undefined {
  const { losses, lifelines } = input
  const isLate = (t: number): boolean => t >= span.begun + EARLIEST_MS
  const late = lostIn(losses, span).filter((loss) => isLate(loss.end) && isUnderWay(input, loss, span))
  const cut = lifelinesIn(lifelines, span, 'cut').filter(({ closed }) => isLate(closed))
  const ends = [...late.map(({ end }) => end), ...cut.map(({ closed }) => closed)].toSorted((a, b) => a - b)
  const from = ends.toSorted((a, b) => countFrom(ends, b) - countFrom(ends, a) || a - b)[0]
  if (from === undefined || countFrom(ends, from) < 0.8 * ends.length) return undefined
  const isWithin = (t: number): boolean => t >= from && t <= from + BAND_MS
  return {
    span,
    losses: late.filter(({ end }) => isWithin(end)),
    lifelines: cut.filter(({ closed }) => isWithin(closed)),
    age: from - span.begun,
  }
}

function countFrom(ends: readonly number[], from: number): number {
  return ends.filter((end) => end >= from && end <= from + BAND_MS).length
}

function isUnderWay({ ledger }: RuleInput, loss: Loss, { begun }: RestartSpan): boolean {
  const traits = ledger.traffic.find(({ name }) => name === loss.attempt.traffic)?.traits
  // Sent on a kept connection when the drain had begun: no process had accepted it. HTTP/2 says so explicitly (RFC 9113 §6.8).
  const ignored =
    traits?.tellsUnprocessed !== true && loss.reused && loss.unanswered && (loss.sent ?? loss.attempt.due) >= begun
  return (isCut(loss) || isGatewayError(loss)) && !ignored && inFlight(loss) >= IN_FLIGHT_MS
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
  return band.losses.length + band.lifelines.length > 1 || others.some(({ age }) => Math.abs(age - band.age) <= BAND_MS)
}

/** The shortest age: in others the signal may have come later. */
function limitOf(bands: readonly Band[]): number {
  return Math.min(...bands.map(({ age }) => age))
}

function describeBand({ span, losses, lifelines }: Band): string {
  const ages = [...losses.map(({ end }) => end), ...lifelines.map(({ closed }) => closed)].map(
    (end) => end - span.begun,
  )
  const when = `in restart ${span.index} all ${describeAges(ages, 0)} after its first step`
  if (losses.length === 0) return when
  const waits = losses.map(inFlight)
  return `${when}; the requests had been in flight for ${formatDuration(Math.min(...waits))} to ${formatDuration(Math.max(...waits))}`
}
