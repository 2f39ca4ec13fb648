import type { Socket } from 'node:net'
import type { Serve } from '../connection-context.ts'
import { createRequestReader } from '../http1/requests.ts'
import type { Held } from './held.ts'
import { conduct, type HeldEnd, type Plan } from './plan.ts'

const EVERY_MS = 20
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n'
const LAST_CHUNK = '0\r\n\r\n'

/** Numbered events, sent by plan. One in place of which a stream ends is sent on the next, which goes on after `Last-Event-ID`. */
export const serveEvents: Serve = ({ socket, port, clock, held }) =>
  createRequestReader(({ head }) => {
    const last = Number(/\r\nlast-event-id: *(\d+)/i.exec(head)?.[1] ?? 0)
    tellEvents(socket, held.open('sse', { socket, port, at: clock.now() }), last + 1)
  })

function tellEvents(socket: Socket, { held, plan }: { held: Held; plan: Plan }, first: number): void {
  const chunked = plan.end !== 'eof'
  const write = (text: string) => socket.write(chunked ? `${text.length.toString(16)}\r\n${text}\r\n` : text)
  const react = conduct(plan, held.said)
  let next = first
  socket.write(`${HEAD}${chunked ? 'Transfer-Encoding: chunked\r\n' : ''}\r\n`)
  const timer = setInterval(() => {
    const saying = react(next)
    next += 1
    if (saying !== 'end') {
      for (const id of saying) write(`id: ${id}\ndata: event ${id}\n\n`)
      return
    }
    clearInterval(timer)
    held.end = plan.end
    endStream(socket, plan.end)
  }, EVERY_MS)
  for (const event of ['end', 'close']) socket.once(event, () => clearInterval(timer))
}

function endStream(socket: Socket, how: HeldEnd): void {
  if (how === 'finished') socket.write(LAST_CHUNK)
  if (how === 'fin' || how === 'eof') socket.end()
  if (how === 'rst') socket.resetAndDestroy()
}
