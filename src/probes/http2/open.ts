import type { FailureFacts } from '../../model/attempt.ts'
import { classify } from '../exchange/classify.ts'
import type { Connection } from '../exchange/connection.ts'
import { type Exchange, neverSent, openConnection } from '../exchange/exchange.ts'
import { type Limits, limit, type Wire } from '../exchange/wire.ts'
import { Http2Connection } from './connection.ts'

export type OpenedHttp2 = { http2: Http2Connection; exchange?: never } | { http2?: never; exchange: Exchange }

/**
 * Opens a connection that speaks HTTP/2 from its first byte on: chosen by ALPN with TLS (RFC 9113 §3.2), by prior knowledge without (§3.3). It is
 * open once the server's SETTINGS have come. Never rejects, never tries twice.
 */
export async function openHttp2(wire: Wire, limits: Limits): Promise<OpenedHttp2> {
  const { connection, exchange } = await openConnection(wire, { ...limits, alpn: ['h2'] })
  if (exchange !== undefined) return { exchange }
  const fail = (facts: FailureFacts): OpenedHttp2 => {
    connection.discard(facts.outcome)
    const { localPort } = connection
    const failure = { ...facts, connected: true, ...(localPort !== undefined && { localPort }) }
    return { exchange: neverSent(failure, wire.clock.now()) }
  }
  const wrong = checkProtocol(connection)
  if (wrong !== undefined) return fail(wrong)
  const http2 = new Http2Connection(connection)
  const failure = await greet(wire, http2, limits)
  if (failure === undefined) return { http2 }
  http2.session.destroy()
  return fail(failure)
}

function checkProtocol({ socket }: Connection): FailureFacts | undefined {
  if (!('alpnProtocol' in socket) || socket.alpnProtocol === 'h2') return undefined
  const chosen = typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : 'none'
  const detail = `expected the server to choose h2 by ALPN (RFC 7301), and it chose ${chosen}`
  return { outcome: 'invalid', phase: 'tls', code: 'NO_HTTP2', detail }
}

/** Waits for the server's SETTINGS; what went wrong instead. */
function greet(wire: Wire, http2: Http2Connection, limits: Limits): Promise<FailureFacts | undefined> {
  return new Promise((resolve) => {
    const settle = (failure?: FailureFacts) => {
      unlimit()
      http2.onChange = undefined
      resolve(failure)
    }
    const unlimit = limit(wire, limits, ({ by }) => settle(classify({ by, phase: 'headers', bytesRead: 0 })))
    http2.onChange = () => {
      const failure = describeFailure(http2)
      if (failure !== undefined) settle(failure)
    }
    http2.session.once('remoteSettings', () => settle())
    http2.onChange()
  })
}

function describeFailure({ connection, protocolError, session }: Http2Connection): FailureFacts | undefined {
  const phase = 'headers'
  if (protocolError !== undefined) {
    const { code = 'UNKNOWN', message } = protocolError
    return { outcome: 'invalid', phase, code, detail: message }
  }
  if (connection.serverEnd === 'FIN') return { outcome: 'dropped', phase, code: 'FIN' }
  if (connection.serverEnd === 'RST') return { outcome: 'reset', phase, code: 'ECONNRESET' }
  if (session.destroyed) return { outcome: 'local', phase, code: 'UNKNOWN', detail: 'the session ended by itself' }
  return undefined
}
