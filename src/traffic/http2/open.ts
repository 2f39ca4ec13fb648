import type { FailureFacts } from '../../model/attempt.ts'
import { classify } from '../../net/classify.ts'
import type { ClientContext } from '../../net/client-context.ts'
import type { Connection } from '../../net/connection.ts'
import { type Deadline, startDeadline } from '../../net/deadline.ts'
import { neverSent, openConnection } from '../exchange/exchange.ts'
import type { Exchange } from '../thread/attempt-progress.ts'
import { Http2Connection, type Http2Engine } from './connection.ts'

export type OpenedHttp2<Engine extends Http2Engine> =
  | { http2: Http2Connection<Engine>; exchange?: never }
  | { http2?: never; exchange: Exchange }

/**
 * Opens a connection that speaks HTTP/2 from its first byte on: chosen by ALPN with TLS (RFC 9113 §3.2), by prior knowledge without (§3.3). It is
 * open once the server's SETTINGS have come. Never rejects, never tries twice.
 *
 * @param start puts the engine on its socket
 */
export async function openHttp2<Engine extends Http2Engine>(
  context: ClientContext,
  deadline: Deadline,
  start: ConstructorParameters<typeof Http2Connection<Engine>>[1],
): Promise<OpenedHttp2<Engine>> {
  const { connection, exchange } = await openConnection(context, { ...deadline, alpn: ['h2'] })
  if (exchange !== undefined) return { exchange }
  const fail = (facts: FailureFacts): OpenedHttp2<Engine> => {
    connection.discard(facts.outcome)
    const { localPort } = connection
    const failure = { ...facts, connected: true, ...(localPort !== undefined && { localPort }) }
    return { exchange: neverSent(failure, context.clock.now()) }
  }
  const wrong = checkProtocol(connection)
  if (wrong !== undefined) return fail(wrong)
  const http2 = new Http2Connection(connection, start)
  const failure = await awaitSettings(context, http2, deadline)
  if (failure === undefined) return { http2 }
  http2.engine.destroy()
  return fail(failure)
}

function checkProtocol({ socket }: Connection): FailureFacts | undefined {
  if (!('alpnProtocol' in socket) || socket.alpnProtocol === 'h2') return undefined
  const chosen = typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : 'none'
  const detail = `expected the server to choose h2 by ALPN (RFC 7301), and it chose ${chosen}`
  return { outcome: 'invalid', phase: 'tls', code: 'NO_HTTP2', detail }
}

/** Waits for the server's SETTINGS, and for the engine; what went wrong instead. */
function awaitSettings(
  context: ClientContext,
  http2: Http2Connection,
  deadline: Deadline,
): Promise<FailureFacts | undefined> {
  return new Promise((resolve) => {
    let settled = false
    const settle = (failure?: FailureFacts) => {
      if (settled) return
      settled = true
      stopClock()
      http2.onChange = undefined
      resolve(failure)
    }
    const stopClock = startDeadline(context, deadline, ({ by }) =>
      settle(classify({ by, phase: 'headers', bytesRead: 0 })),
    )
    let ready = http2.engine.ready === undefined
    const look = () => {
      const failure = describeFailure(http2)
      if (failure !== undefined || (http2.settingsReceived && ready)) settle(failure)
    }
    http2.onChange = look
    look()
    http2.engine.ready?.then(
      () => {
        ready = true
        look()
      },
      // What the server did to the connection has been reported by then.
      ({ message }: Error) => settle({ outcome: 'local', phase: 'headers', code: 'UNKNOWN', detail: message }),
    )
  })
}

function describeFailure({ connection, protocolError, released }: Http2Connection): FailureFacts | undefined {
  const phase = 'headers'
  if (protocolError !== undefined) {
    const { code = 'UNKNOWN', message } = protocolError
    return { outcome: 'invalid', phase, code, detail: message }
  }
  if (connection.serverEnd === 'FIN') return { outcome: 'dropped', phase, code: 'FIN' }
  if (connection.serverEnd === 'RST') return { outcome: 'reset', phase, code: 'ECONNRESET' }
  if (released) return { outcome: 'local', phase, code: 'UNKNOWN', detail: 'the session ended by itself' }
  return undefined
}
