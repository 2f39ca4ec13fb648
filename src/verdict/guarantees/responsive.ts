import type { Ledger } from '../../model/ledger.ts'
import { countAnswered } from '../../model/outcome.ts'
import { countOf, formatDuration, formatMaybe } from '../../text/numbers.ts'
import { usualSilence } from '../silence.ts'
import { broken, type GuaranteeState, held, notObserved } from './state.ts'

/** Beyond this a person notices; it is also the time after which a lost SYN is sent again (RFC 6298 §2). */
const NOTICED_MS = 1000

/** A traffic that is slow by itself, such as a scenario's `slow`, is as slow without a restart. */
const WORSE = 2

/**
 * Around the restarts the target keeps answering: some request within a second or twice the usual pause, new connections within the
 * SLA's outage limit (or a second), 99% of the requests of each traffic within a second or twice its own baseline, and no long-lived connection falls silent.
 */
export function checkResponsive(ledger: Ledger): GuaranteeState {
  const { restarts, scenario, lifelines } = ledger
  const limit = scenario.sla.outageMs ?? NOTICED_MS
  const longest = longestSilence(ledger)
  const silence = Math.max(0, ...restarts.map(({ silenceMs }) => silenceMs ?? 0))
  const outage = Math.max(0, ...restarts.map(({ outageMs }) => outageMs ?? 0))
  const slowest = findSlowest(ledger)
  const stalled = lifelines.filter(({ end, restart }) => end === 'stalled' && restart !== null).length
  const known = restarts.some(({ outageMs }) => outageMs !== null)
  const words = [
    `longest time without any answer ${describe(silence, longest)}`,
    ...(known ? [`without a new connection ${describe(outage, limit)}`] : []),
    slowest === undefined ? 'p99 latency not known' : describeSlowest(slowest),
    countOf(stalled, 'stalled connection'),
  ].join(', ')
  if (silence > longest || outage > limit || (slowest !== undefined && slowest.p99 > slowest.limit) || stalled > 0)
    return broken(words)
  if (restarts.every(({ silenceMs }) => silenceMs === null)) return notObserved('no request was sent during a restart')
  return held(words)
}

/** Requests that take long by themselves leave such pauses without a restart; how long is not known where none was answered before. */
function longestSilence(ledger: Ledger): number {
  const answered = ledger.traffic.filter(({ outcomes }) => countAnswered(outcomes) > 0)
  const slow = answered.length > 0 && answered.every(({ traits }) => traits.slow !== undefined)
  return Math.max(NOTICED_MS, WORSE * (usualSilence(ledger) ?? (slow ? Number.POSITIVE_INFINITY : 0)))
}

interface Slowest {
  name: string
  p99: number
  /** Null where it had no answer before the first restart. */
  usual: number | null
  limit: number
}

/** The traffic that came nearest to its limit, or went farthest beyond it; undefined where none was answered in a restart. */
function findSlowest({ traffic, restarts, baseline }: Ledger): Slowest | undefined {
  const all = traffic.flatMap(({ name, traits }): Slowest[] => {
    const seen = restarts.flatMap(({ latencyByTraffic }) => latencyByTraffic[name]?.p99 ?? [])
    const usual = baseline.latencyByTraffic[name]?.p99 ?? null
    // How slow it is without a restart is not known: it may be meant to be.
    if (seen.length === 0 || (usual === null && traits.slow !== undefined)) return []
    return [{ name, p99: Math.max(...seen), usual, limit: Math.max(NOTICED_MS, WORSE * (usual ?? 0)) }]
  })
  return all.toSorted((a, b) => b.p99 / b.limit - a.p99 / a.limit)[0]
}

function describeSlowest({ name, p99, usual, limit }: Slowest): string {
  return `p99 latency of ${name} ${describe(p99, limit, `baseline ${formatMaybe(usual, 'not known')}`)}`
}

/** With the limit where it was exceeded. The two can be rounded to the same text. */
function describe(ms: number, limit: number, ...notes: string[]): string {
  const [seen, most] = [formatDuration(ms), formatDuration(limit)]
  const over = ms > limit ? [seen === most ? `just over the limit of ${most}` : `limit ${most}`] : []
  const all = [...over, ...notes]
  return all.length === 0 ? seen : `${seen} (${all.join(', ')})`
}
