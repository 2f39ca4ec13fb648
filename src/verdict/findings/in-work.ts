import { PUNCTUAL_MS } from '../../model/entry.ts'
import type { LatencySummary } from '../../model/latency.ts'
import { inFlight, type Loss, sentAt } from './loss.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'

/** What a close on its way meets was sent within one round trip; that varies by about as much (RFC 6298 §2.2), and the client reads it a little late. */
const ROUND_TRIPS = 2

/** For so long after it was sent a request may have crossed with the close of its connection, milliseconds; undefined where no round trip is known. */
function crossingTime(input: RuleInput, loss: Loss): number | undefined {
  const trip = roundTrip(input, loss)
  return trip === undefined ? undefined : ROUND_TRIPS * trip + PUNCTUAL_MS
}

/** It had just been sent on an idle connection: a close may have been on its way. */
export function isCrossing(loss: Loss, input: RuleInput): boolean {
  return loss.reused && loss.unanswered && !hasArrived(loss, input)
}

/** Its server had it when the connection was closed: the close would have come to the client earlier, had it been on its way. */
export function hasArrived(loss: Loss, input: RuleInput): boolean {
  const crossing = crossingTime(input, loss)
  return crossing !== undefined && inFlight(loss) > crossing
}

/**
 * A request that had arrived, and was cut before it would have been answered: it was being worked on. One that would have been answered
 * long before had not been read, unless the server had it before a restart began.
 */
export function isInWork(loss: Loss, input: RuleInput): boolean {
  return hasArrived(loss, input) && (isUnderUsual(loss, input) || hadArrivedBefore(loss, input))
}

/** Nearly all take less. Where most are answered within the time in which a close may cross with them, none of these times tells. */
function isUnderUsual(loss: Loss, input: RuleInput): boolean {
  const usual = usualLatency(input, loss)
  return usual !== undefined && usual.p50 > (crossingTime(input, loss) ?? 0) && inFlight(loss) <= usual.p99
}

function usualLatency({ ledger }: RuleInput, { attempt }: Loss): LatencySummary | undefined {
  const all = ledger.traffic.find(({ name }) => name === attempt.traffic)?.latencyMs
  return ledger.baseline.latencyByTraffic[attempt.traffic] ?? all ?? undefined
}

/** Of what is not meant to take long, in the baseline and in a restart, however busy the server was, milliseconds. What waited longer was not read. */
export function longestAnswer({ latencyByTraffic }: RestartSpan, { ledger }: RuleInput): number {
  const quick = ledger.traffic.filter(({ traits }) => traits.slow === undefined)
  const answers = quick.flatMap(({ name }) => [ledger.baseline.latencyByTraffic[name], latencyByTraffic[name]])
  const known = answers.flatMap((latency) => latency?.max ?? [])
  return known.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...known)
}

/** Until its first step nothing keeps a server from reading its requests. */
function hadArrivedBefore(loss: Loss, input: RuleInput): boolean {
  const span = input.spans.find(({ index }) => index === loss.restart)
  const crossing = crossingTime(input, loss)
  return span !== undefined && crossing !== undefined && sentAt(loss) + crossing < span.begun
}

/**
 * The median of what its connection and others of its traffic took to be established: one alone may have been read late, or its SYN sent again after a second. But no
 * more than the usual answer takes, which needs a round trip too. Milliseconds.
 */
function roundTrip(input: RuleInput, loss: Loss): number | undefined {
  const times = [usualConnect(input.ledger, loss.attempt), usualLatency(input, loss)?.p50]
  const known = times.filter((ms) => ms !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

const connects = new WeakMap<RuleInput['ledger'], Map<string, number | undefined>>()

function usualConnect(ledger: RuleInput['ledger'], { traffic }: Loss['attempt']): number | undefined {
  const medians = connects.get(ledger) ?? findMedians(ledger)
  connects.set(ledger, medians)
  return medians.get(traffic)
}

function findMedians({ traffic, attempts }: RuleInput['ledger']): Map<string, number | undefined> {
  return new Map(
    traffic.map(({ name }) => {
      const own = attempts.filter((attempt) => attempt.traffic === name)
      const times = own.map(({ connection }) => connection.connectMs).filter((ms) => ms !== undefined)
      return [name, times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]]
    }),
  )
}
