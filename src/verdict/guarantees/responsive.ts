import type { Ledger } from '../../model/ledger.ts'
import { countOf, formatDuration } from '../../text/numbers.ts'
import { broken, type GuaranteeState, held, notObserved } from './state.ts'

/** Beyond this a person notices; it is also the time after which a lost SYN is sent again (RFC 6298 §2). */
const NOTICED_MS = 1000

/** Traffic that is slow by design, such as a scenario's `slow`, is as slow without a restart. */
const WORSE = 2

/**
 * Around the restarts the target keeps answering: some request always, new connections within the SLA's outage limit (or a
 * second), 99% of the requests within a second or twice the baseline, and no long-lived connection falls silent.
 */
export function checkResponsive({ restarts, scenario, lifelines, baseline }: Ledger): GuaranteeState {
  const limit = scenario.sla.outageMs ?? NOTICED_MS
  const usual = baseline.latencyMs?.p99 ?? 0
  const slow = Math.max(NOTICED_MS, WORSE * usual)
  const silence = Math.max(0, ...restarts.map(({ silenceMs }) => silenceMs ?? 0))
  const outage = Math.max(0, ...restarts.map(({ outageMs }) => outageMs ?? 0))
  const p99 = Math.max(0, ...restarts.map(({ latencyMs }) => latencyMs?.p99 ?? 0))
  const stalled = lifelines.filter(({ end, restart }) => end === 'stalled' && restart !== null).length
  const known = restarts.some(({ outageMs }) => outageMs !== null)
  const words = [
    `longest time without any answer ${describe(silence, NOTICED_MS)}`,
    ...(known ? [`without a new connection ${describe(outage, limit)}`] : []),
    `p99 latency ${describe(p99, slow, `baseline ${formatDuration(usual)}`)}`,
    countOf(stalled, 'stalled connection'),
  ].join(', ')
  if (silence > NOTICED_MS || outage > limit || p99 > slow || stalled > 0) return broken(words)
  if (restarts.every(({ silenceMs }) => silenceMs === null)) return notObserved('no request was sent during a restart')
  return held(words)
}

/** With the limit where it was exceeded. The two can be rounded to the same text. */
function describe(ms: number, limit: number, ...notes: string[]): string {
  const [seen, most] = [formatDuration(ms), formatDuration(limit)]
  const over = ms > limit ? [seen === most ? `just over the limit of ${most}` : `limit ${most}`] : []
  const all = [...over, ...notes]
  return all.length === 0 ? seen : `${seen} (${all.join(', ')})`
}
