import { randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import type { FailureFacts } from '../../../model/attempt.ts'
import type { RequestSpec } from '../../../model/scenario.ts'
import type { Fields } from '../../../net/http1/fields.ts'
import { createEchoSession, type EchoSession } from '../../long-lived/echo.ts'
import type { LifelineEnding } from '../../long-lived/endings.ts'
import { cutBy } from '../../long-lived/endings.ts'
import { type Handshake, type OpeningReader, openWith } from '../../long-lived/opening.ts'
import { createLongLived } from '../../long-lived/pool.ts'
import type { OpenOptions } from '../../long-lived/session.ts'
import type { Probe, ProbeContext } from '../../probe.ts'
import { createMix } from '../../thread/mix.ts'
import { adoptSocket } from './client-socket.ts'
import { composeUpgrade, objectToUpgrade } from './handshake.ts'
import type { WebsocketTraffic } from './options.ts'

/** What ws says where no close frame came (RFC 6455 §7.1.5). */
const NO_CLOSE_FRAME = 1006
const NORMAL_CLOSURE = 1000

/** WebSockets (RFC 6455) on which numbered text messages are sent and expected back unchanged. */
export function createWebsocket(context: ProbeContext<WebsocketTraffic>): Probe {
  const pick = createMix(context.spec.requests)
  return createLongLived(context, () => ({
    open(options) {
      const request = composeUpgrade(pick(), randomBytes(16).toString('base64'))
      const createReader = (handshake: Handshake) => createUpgradeReader(context, request, handshake, options)
      return openWith(context, options, { request, upgrade: true, createReader })
    },
  }))
}

function createUpgradeReader(
  context: ProbeContext<WebsocketTraffic>,
  request: RequestSpec,
  handshake: Handshake,
  options: OpenOptions,
): OpeningReader {
  let agreed = false
  return {
    onHead(status, fields) {
      const objection = objectTo(request, status, fields)
      agreed = objection === undefined
      if (objection !== undefined) handshake.fail(objection)
    },
    onBody: () => undefined,
    onComplete({ surplus = Buffer.alloc(0) }) {
      if (agreed)
        handshake.accept(beginSession(context, adoptSocket(handshake.connection.socket, surplus), handshake, options))
    },
    // The session listens itself.
    onBreak: () => undefined,
  }
}

function objectTo(request: RequestSpec, status: number, fields: Fields): FailureFacts | undefined {
  if (status !== 101) return { outcome: 'status', phase: 'headers', code: String(status) }
  const detail = objectToUpgrade(request, fields)
  return detail === undefined ? undefined : { outcome: 'invalid', phase: 'headers', code: 'BAD_HANDSHAKE', detail }
}

function beginSession(
  context: ProbeContext<WebsocketTraffic>,
  ws: WebSocket,
  { connection, generation }: Handshake,
  options: OpenOptions,
): EchoSession {
  const session = createEchoSession({
    ...options,
    context,
    connection,
    everyMs: context.spec.everyMs,
    generation,
    send: (text) => ws.send(text),
    release: ({ end }) => (end === 'kept' ? ws.close(NORMAL_CLOSURE) : ws.terminate()),
  })
  watch(ws, session)
  return session
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
  // After ws's own listener: a side that announced its close serves no more, although its end may take a while.
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
): LifelineEnding {
  if (code !== NO_CLOSE_FRAME) return { end: 'graceful', by: 'server', sign: 'notice', code: String(code) }
  // Bytes that are no WebSocket frames: the connection is of no further use, whichever side closes it.
  if (broken?.code?.startsWith('WS_ERR_') === true) return { ...cutBy(undefined), code: broken.code }
  return cutBy(connection.serverEnd)
}
