import { type Clock, clockFrom } from '../../model/clock.ts'
import { watchStalls } from '../../net/stall.ts'
import { type Bookkeeping, createBookkeeping } from './account.ts'
import { type Listener, openListener } from './listener.ts'
import { createHeldBooks, type HeldBooks } from './long-lived/account.ts'
import type { FromServer, ToServer } from './protocol.ts'
import { serveConnection } from './serve.ts'

// A process of its own, so that neither its event loop nor its processor time is the harness's. Ends with its parent.

const books: Bookkeeping = createBookkeeping()
const held: HeldBooks = createHeldBooks()
let listener: Listener | undefined
let stoodStillMs = 0

function post(message: FromServer): void {
  process.send?.(message)
}

async function open(clock: Clock, port: number): Promise<void> {
  watchStalls(clock, (_, ms) => {
    stoodStillMs = Math.max(stoodStillMs, ms)
  })
  listener = await openListener(clock, port, (socket) =>
    serveConnection({ socket, port: socket.remotePort ?? 0, clock, books, held }),
  )
  post({ type: 'listening' })
}

process.on('message', (message: ToServer) => {
  if (message.type === 'listen') void open(clockFrom(message.origin), message.port)
  else if (message.type === 'gap')
    void listener?.gap(message.at, message.ms).then((gap) => post({ type: 'gap', ...gap }))
  else if (message.type === 'account') post({ type: 'account', account: books.give(message.paths, stoodStillMs) })
  else if (message.type === 'held') post({ type: 'held', ...held.give() })
  else {
    held.plan(message.rounds)
    post({ type: 'planned' })
  }
})
process.on('disconnect', () => process.exit())
