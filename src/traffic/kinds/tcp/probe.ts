import type { RequestSpec, TcpTraffic } from '../../../model/scenario.ts'
import type { Wire } from '../../../net/client-context.ts'
import type { Connection } from '../../../net/connection.ts'
import { openConnection } from '../../exchange/exchange.ts'
import { createEchoSession } from '../../long-lived/echo.ts'
import { cutBy } from '../../long-lived/endings.ts'
import { createLongLived } from '../../long-lived/pool.ts'
import type { Opening, OpenOptions, Session } from '../../long-lived/session.ts'
import type { Probe, ProbeContext } from '../../probe.ts'

/** Longer than any number that is ever sent; a server that never ends its line must not fill the memory. */
const MAX_LINE = 32

/** Raw TCP connections on which numbered lines are sent and expected back unchanged. TCP has no notice: whoever closes, cuts. */
export function createTcp(context: ProbeContext<TcpTraffic>): Probe {
  const { spec } = context
  const wire = atPort(context.wire, spec.port)
  const { address, port } = wire.target
  const request: RequestSpec = {
    method: 'TCP',
    path: `${address}:${port}`,
    headers: {},
    weight: 1,
    expect: { status: [] },
  }
  return createLongLived({ ...context, wire }, () => ({
    open: (options) => open(wire, spec, request, options),
  }))
}

function atPort(wire: Wire, port: number | undefined): Wire {
  return port === undefined ? wire : { ...wire, target: { ...wire.target, port } }
}

async function open(wire: Wire, spec: TcpTraffic, request: RequestSpec, options: OpenOptions): Promise<Opening> {
  // Over TLS no protocol is offered: this is none of those that have a name.
  const { connection, exchange } = await openConnection(wire, { ...options, alpn: [] })
  if (exchange !== undefined) return { request, exchange }
  // Nothing is sent before it is open: the attempt is over with the connect, or the TLS handshake.
  const done = { connected: true, reused: false, end: connection.opened, bytesWritten: 0, bytesRead: 0 }
  const session = beginLife(wire, spec, connection, options)
  return { request, exchange: { ...done, outcome: 'ok', phase: 'connect' }, session }
}

function beginLife(wire: Wire, { everyMs }: TcpTraffic, connection: Connection, options: OpenOptions): Session {
  const { socket } = connection
  const session = createEchoSession({
    ...options,
    wire,
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
