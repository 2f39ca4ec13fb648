import { readEphemeralPorts } from '../../../linux/ports.ts'
import type { RequestSpec } from '../../../model/scenario.ts'
import type { ClientContext } from '../../../net/client-context.ts'
import { sourcesForRate } from '../../../net/sources.ts'
import type { Probe, ProbeContext } from '../../probe.ts'
import type { Exchange } from '../../thread/attempt-progress.ts'
import { createLifetime } from '../../thread/lifetime.ts'
import { emitBehind, pacerFor, runSchedule } from '../../thread/schedule.ts'
import { settleAttempt } from '../../thread/settle.ts'
import { finishHandshake, shakeHands } from './handshake.ts'
import { createHandshakeStats } from './handshake-stats.ts'
import type { TlsTraffic } from './options.ts'
import { createTlsSessions, type TlsSession } from './sessions.ts'

/** Servers of either protocol, and those of none, shake hands. */
const ALPN = ['h2', 'http/1.1']

/**
 * TLS handshakes, each on a new connection, open loop: in turn without and with an offer to resume a session that the
 * server has given a while ago. An attempt is good when its handshake is, resumed or not; how many were resumed is an event.
 */
export function createTls(shared: ProbeContext<TlsTraffic>): Probe {
  const { spec, clock, recorder } = shared
  const context = contextAt(shared, spec)
  const account = recorder.traffic(spec.name)
  const lifetime = createLifetime()
  const stats = createHandshakeStats(spec.name, recorder, clock)
  const request = requestOf(context)
  const sources = sourcesForRate(context.endpoint.address, spec.rate, [], readEphemeralPorts())
  const deadline = { timeoutMs: spec.timeoutMs, signal: lifetime.grace, alpn: ALPN, sources }
  const sessions = createTlsSessions(clock)
  let arrivals = 0
  let connections = 0
  let stop: (() => void) | undefined

  async function attempt(due: number): Promise<void> {
    const returning = arrivals++ % 2 === 1
    const offered = returning ? sessions.take() : undefined
    account.begin(clock.now() - due)
    const dialing = { ...deadline, due, session: offered?.session }
    const { exchange, socket, session } = await shakeHands(context, dialing)
    const connection = exchange.connected ? ++connections : 0
    settleAttempt(account, { traffic: spec.name, request, due, connection, exchange: describeOffer(exchange, offered) })
    if (socket === undefined) return
    if (offered !== undefined) stats.resumption(socket.isSessionReused(), offered.since)
    if (!socket.isSessionReused()) stats.certificate(socket)
    await finishHandshake(socket, { awaitTicket: !returning && session() === undefined })
    const given = session()
    if (!returning && given !== undefined) sessions.add(given)
  }

  const onBehind = emitBehind(spec.name, recorder, clock)

  return {
    start(at) {
      const pace = pacerFor(at, spec.rate)
      stop = runSchedule({ pace, clock, onDue: (due) => lifetime.track(attempt(due)), onBehind })
    },
    restart: stats.restart,
    async stop(hurried) {
      stop?.()
      await lifetime.end(shared, hurried)
      stats.close()
    },
  }
}

/** The same target, spoken TLS to, perhaps on another port. */
function contextAt(context: ClientContext, { port }: TlsTraffic): ClientContext {
  const { endpoint } = context
  return { ...context, endpoint: { ...endpoint, port: port ?? endpoint.port, tls: endpoint.trust } }
}

/** A handshake in the words of an attempt. */
function requestOf({ endpoint: { address, port } }: ClientContext): RequestSpec {
  return { method: 'TLS', path: `${address}:${port}`, headers: {}, weight: 1, expect: { status: [] } }
}

function describeOffer(exchange: Exchange, offered: TlsSession | undefined): Exchange {
  if (exchange.outcome === 'ok' || offered === undefined) return exchange
  return { ...exchange, detail: [exchange.detail, 'a session was offered'].filter(Boolean).join('; ') }
}
