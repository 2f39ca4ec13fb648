import type { Socket } from 'node:net'
import type { Serve } from '../connection-context.ts'
import { createRequestReader } from '../http1/requests.ts'
import type { LongLived } from './connection-log.ts'
import { type ConnectionPlan, createMessagePlayer, type LongLivedEnd } from './plan.ts'

const EVERY_MS = 20
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n'
const LAST_CHUNK = '0\r\n\r\n'

/** Numbered events, sent by plan. One in place of which a stream ends is sent on the next, which goes on after `Last-Event-ID`. */
export const serveEvents: Serve = ({ socket, port, clock, longLivedLog }) =>
  createRequestReader(({ head }) => {
    const last = Number(/\r\nlast-event-id: *(\d+)/i.exec(head)?.[1] ?? 0)
    describeEvents(socket, longLivedLog.open('sse', { socket, port, at: clock.now() }), last + 1)
  })

function describeEvents(
  socket: Socket,
  { connection, plan }: { connection: LongLived; plan: ConnectionPlan },
  first: number,
): void {
  const chunked = plan.end !== 'eof'
  const write = (text: string) => socket.write(chunked ? `${text.length.toString(16)}\r\n${text}\r\n` : text)
  const react = createMessagePlayer(plan, connection.messageLog)
  let next = first
  socket.write(`${HEAD}${chunked ? 'Transfer-Encoding: chunked\r\n' : ''}\r\n`)
  const timer = setInterval(() => {
    const numbers = react(next)
    next += 1
    if (numbers !== 'end') {
      for (const id of numbers) write(`id: ${id}\ndata: event ${id}\n\n`)
      return
    }
    clearInterval(timer)
    connection.end = plan.end
    endStream(socket, plan.end)
  }, EVERY_MS)
  for (const event of ['end', 'close']) socket.once(event, () => clearInterval(timer))
}

function endStream(socket: Socket, how: LongLivedEnd): void {
  if (how === 'finished') socket.write(LAST_CHUNK)
  if (how === 'fin' || how === 'eof') socket.end()
  if (how === 'rst') socket.resetAndDestroy()
}
