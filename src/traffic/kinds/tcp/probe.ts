import type { RequestSpec } from '../../../model/scenario.ts'
import type { ClientContext } from '../../../net/client-context.ts'
import type { Connection } from '../../../net/connection.ts'
import { openConnection } from '../../exchange/exchange.ts'
import { createEchoSession } from '../../long-lived/echo.ts'
import { cutBy } from '../../long-lived/endings.ts'
import { createLongLived } from '../../long-lived/pool.ts'
import type { Opening, OpenOptions, Session } from '../../long-lived/session.ts'
import type { Probe, ProbeContext } from '../../probe.ts'
import type { TcpTraffic } from './options.ts'

/** Longer than any number that is ever sent; a server that never ends its line must not fill the memory. */
const MAX_LINE = 32

/** Raw TCP connections on which numbered lines are sent and expected back unchanged. TCP has no notice: every close is a cut. */
export function createTcp(shared: ProbeContext<TcpTraffic>): Probe {
  const { spec } = shared
  const context = { ...shared, endpoint: { ...shared.endpoint, ...(spec.port !== undefined && { port: spec.port }) } }
  const { address, port } = context.endpoint
  const request: RequestSpec = {
    method: 'TCP',
    path: `${address}:${port}`,
    headers: {},
    weight: 1,
    expect: { status: [] },
  }
  return createLongLived(context, () => ({
    open: (options) => open(context, spec, request, options),
  }))
}

async function open(
  context: ClientContext,
  spec: TcpTraffic,
  request: RequestSpec,
  options: OpenOptions,
): Promise<Opening> {
  // Over TLS no protocol is offered: this is none of those that have a name.
  const { connection, exchange } = await openConnection(context, { ...options, alpn: [] })
  if (exchange !== undefined) return { request, exchange }
  // Nothing is sent before it is open: the attempt is over with the connect, or the TLS handshake.
  const done = { connected: true, reused: false, end: connection.opened, bytesWritten: 0, bytesRead: 0 }
  const session = beginLife(context, spec, connection, options)
  return { request, exchange: { ...done, outcome: 'ok', phase: 'connect' }, session }
}

function beginLife(
  context: ClientContext,
  { everyMs }: TcpTraffic,
  connection: Connection,
  options: OpenOptions,
): Session {
  const { socket } = connection
  const session = createEchoSession({
    ...options,
    context,
    connection,
    everyMs,
    generation: undefined,
    send: (text) => socket.write(`${text}\n`),
    release: ({ end }) => (end === 'kept' ? connection.close() : socket.destroy()),
  })
  const readLines = createLineReader(session.onMessage)
  connection.listen({ onBytes: readLines, onServerEnd: () => session.end(cutBy(connection.serverEnd)) })
  return session
}

function createLineReader(onLine: (line: string) => void): (chunk: Buffer) => void {
  let rest = ''
  return (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = (lines.pop() ?? '').slice(0, MAX_LINE)
    for (const line of lines) onLine(line)
  }
}
