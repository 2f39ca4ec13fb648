import { type Clock, clockFrom } from '../../model/clock.ts'
import { watchStalls } from '../../net/stall.ts'
import { type Listener, openListener } from './listener.ts'
import { createLongLivedLog, type LongLivedLog } from './long-lived/connection-log.ts'
import type { FromServer, ToServer } from './protocol.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'
import { serveConnection } from './serve.ts'

// A process of its own, so that neither its event loop nor its processor time is the harness's. Ends with its parent.

const requestLog: RequestLog = createRequestLog()
const longLivedLog: LongLivedLog = createLongLivedLog()
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
    serveConnection({ socket, port: socket.remotePort ?? 0, clock, requestLog, longLivedLog }),
  )
  post({ type: 'listening' })
}

process.on('message', (message: ToServer) => {
  if (message.type === 'listen') void open(clockFrom(message.origin), message.port)
  else if (message.type === 'gap')
    void listener?.gap(message.at, message.ms).then((gap) => post({ type: 'gap', ...gap }))
  else if (message.type === 'account') post({ type: 'account', account: requestLog.give(message.paths, stoodStillMs) })
  else if (message.type === 'long-lived') post({ type: 'long-lived', ...longLivedLog.give() })
  else {
    longLivedLog.plan(message.rounds)
    post({ type: 'planned' })
  }
})
process.on('disconnect', () => process.exit())
