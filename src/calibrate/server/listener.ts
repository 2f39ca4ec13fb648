import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../model/clock.ts'
import type { ListenerGap } from './protocol.ts'

/** The listening socket, which can be taken away for a while. Owns it. */
export interface Listener {
  /** Closes at `at` for `ms`, and says when it really did. */
  gap(at: number, ms: number): Promise<ListenerGap>
}

/**
 * The last part of a wait is spent looking at the clock, since a timer may be a millisecond late; in turn with the event loop, so that
 * no connection is kept in the accept queue, to be reset when that closes.
 */
const WATCHFUL_MS = 2

export async function openListener(clock: Clock, port: number, accept: (socket: Socket) => void): Promise<Listener> {
  // Half-open, and read on after its own FIN: a request that crosses with it is to be seen.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, accept)
  await listen(server, port)
  return {
    async gap(at, ms) {
      await waitUntil(clock, at)
      const closing = clock.now()
      // The descriptor is closed when this returns (libuv, uv__stream_close); what it waits for are the open connections.
      server.close()
      const closed = clock.now()
      await waitUntil(clock, closed + ms)
      const opening = clock.now()
      await listen(server, port)
      return { closing, closed, opening, open: clock.now() }
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1', backlog: 4096 }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function waitUntil(clock: Clock, time: number): Promise<void> {
  const ms = time - clock.now() - WATCHFUL_MS
  if (ms > 0) await sleep(ms)
  while (clock.now() < time) await turn()
}
