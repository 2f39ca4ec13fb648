import type { Socket } from 'node:net'
import { type ClientOptions, WebSocket } from 'ws'
import type { RequestSpec, WebsocketTraffic } from '../../../model/scenario.ts'
import type { ClientContext } from '../../../net/client-context.ts'
import type { Endpoint } from '../../../net/endpoint.ts'
import { generationFromHeaders } from '../../exchange/answer.ts'
import { createEchoSession, type EchoSession } from '../../long-lived/echo.ts'
import { cutBy } from '../../long-lived/endings.ts'
import type { LifelineEnd } from '../../long-lived/lifeline.ts'
import { type Handshake, openWith } from '../../long-lived/opening.ts'
import { createLongLived } from '../../long-lived/pool.ts'
import type { OpenOptions } from '../../long-lived/session.ts'
import { createMix } from '../../pacing/mix.ts'
import type { Probe, ProbeContext } from '../../probe.ts'

/** How long a server may take to close the connection after the close frames (RFC 6455 §7.1.1) before this side does. */
const CLOSE_TIMEOUT_MS = 1_000
/** What ws says where no close frame came (RFC 6455 §7.1.5). */
const NO_CLOSE_FRAME = 1006
const NORMAL_CLOSURE = 1000

/** WebSockets (RFC 6455) on which numbered text messages are sent and expected back unchanged. */
export function createWebsocket(context: ProbeContext<WebsocketTraffic>): Probe {
  const { spec } = context
  const pick = createMix(spec.requests)
  return createLongLived(context, () => ({
    open(options) {
      const request = pick()
      return openWith(context, options, request, (handshake) => shakeHands(context, spec, request, handshake, options))
    },
  }))
}

function shakeHands(
  context: ClientContext,
  { everyMs }: WebsocketTraffic,
  request: RequestSpec,
  { connection, progress, accept, fail, breakOff }: Handshake,
  options: OpenOptions,
): void {
  const ws = upgrade(context.endpoint, request, connection.socket)
  ws.once('upgrade', ({ statusCode, headers }) => {
    progress.status = statusCode ?? 0
    progress.generation = generationFromHeaders(context.generation, headers)
  })
  ws.once('unexpected-response', (_, { statusCode = 0, headers }) => {
    progress.status = statusCode
    progress.generation = generationFromHeaders(context.generation, headers)
    fail({ outcome: 'status', phase: 'headers', code: String(statusCode) })
  })
  ws.on('error', breakOff)
  ws.once('open', () => {
    const session = createEchoSession({
      ...options,
      context,
      connection,
      everyMs,
      generation: progress.generation,
      send: (text) => ws.send(text),
      release: ({ end }) => (end === 'kept' ? ws.close(NORMAL_CLOSURE) : ws.terminate()),
    })
    watch(ws, session)
    accept(session)
  })
}

function upgrade({ hostHeader, tls }: Endpoint, { path, headers }: RequestSpec, socket: Socket): WebSocket {
  const options: ClientOptions & { closeTimeout: number } = {
    // With a socket of our own there is no agent: nothing is pooled, queued or retried.
    createConnection: () => socket,
    headers: { Host: hostHeader, ...headers },
    followRedirects: false,
    // Compressed messages are decoded later than they come, perhaps after the end of their connection.
    perMessageDeflate: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
  }
  return new WebSocket(`${tls === undefined ? 'ws' : 'wss'}://${hostHeader}${path}`, options)
}

/** Pings are answered by ws. */
function watch(ws: WebSocket, session: EchoSession): void {
  const { connection } = session
  let broken: NodeJS.ErrnoException | undefined
  ws.on('message', (data, binary) => {
    if (!binary && Buffer.isBuffer(data)) session.onMessage(data.toString())
  })
  ws.on('error', (error) => {
    broken ??= error
    // What is sent from now on ws throws away.
    session.stopSending()
  })
  // After ws's own listener: whoever has said that it closes serves no more, although its end may take a while.
  connection.socket.on('data', () => {
    if (ws.readyState !== WebSocket.OPEN) session.stopSending()
  })
  connection.listen({ onBytes: () => undefined, onServerEnd: session.stopSending })
  ws.once('close', (code) => session.end(describeEnd(code, broken, session)))
}

function describeEnd(
  code: number,
  broken: NodeJS.ErrnoException | undefined,
  { connection }: EchoSession,
): LifelineEnd {
  if (code !== NO_CLOSE_FRAME) return { end: 'graceful', by: 'server', sign: 'notice', code: String(code) }
  // Bytes that are no WebSocket frames: the connection is of no use any more, whoever closes it.
  if (broken?.code?.startsWith('WS_ERR_') === true) return { ...cutBy(undefined), code: broken.code }
  return cutBy(connection.serverEnd)
}
