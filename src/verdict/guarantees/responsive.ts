import type { Ledger } from '../../model/ledger.ts'
import { duration, many } from '../say.ts'
import { broken, held, notObserved, type State } from './state.ts'

/** Beyond this a person notices; it is also the time after which a lost SYN is sent again (RFC 6298 §2). */
const NOTICED_MS = 1000

/**
 * Around the restarts the target keeps answering: somebody always, new connections within the SLA's outage limit (or a
 * second), 99 % of the requests within a second, and no long-lived connection falls silent.
 */
export function checkResponsive({ restarts, scenario, lifelines }: Ledger): State {
  const limit = scenario.sla.outageMs ?? NOTICED_MS
  const silence = Math.max(0, ...restarts.map(({ silenceMs }) => silenceMs ?? 0))
  const outage = Math.max(0, ...restarts.map(({ outageMs }) => outageMs ?? 0))
  const p99 = Math.max(0, ...restarts.map(({ latencyMs }) => latencyMs?.p99 ?? 0))
  const stalled = lifelines.filter(({ end, restart }) => end === 'stalled' && restart !== null).length
  const known = restarts.some(({ outageMs }) => outageMs !== null)
  const words =
    `longest time without any answer ${duration(silence)}, ${known ? `without a new connection ${duration(outage)}, ` : ''}` +
    `99 % within ${duration(p99)}, ${many(stalled, 'stalled connection')}`
  if (silence > NOTICED_MS || outage > limit || p99 > NOTICED_MS || stalled > 0) return broken(words)
  if (restarts.every(({ silenceMs }) => silenceMs === null))
    return notObserved('nothing was asked of the target during a restart')
  return held(words)
}
