import { type Asking, askForTraffic, askUnscheduled } from '../mix.ts'
import { HTTP2_TARGET, type PathOrders } from '../server/protocol.ts'

/** From one message to the next. */
const MESSAGE_MS = 20
/** An event stream counts as stalled after twice this time in silence: longer than a busy machine is late. */
const EVENT_MS = 1_000

/** Connections on which numbered messages go to and fro, or come. */
export function askForLongLived(): Asking[] {
  const common = { connections: 12, everyMs: MESSAGE_MS }
  return [
    askUnscheduled('sse', '/sse', (base) => ({ ...base, ...common, kind: 'sse', everyMs: EVENT_MS })),
    askUnscheduled('websocket', '/websocket', (base) => ({ ...base, ...common, kind: 'websocket' })),
    askUnscheduled('tcp', '/', (base) => ({ ...base, ...common, kind: 'tcp' })),
  ]
}

/** An upload takes longer than a machine that is not too busy may stall, so that an early answer is seen to be one. */
const UPLOAD_MS = 1_000

/** Requests whose connections are lifelines as well. */
export function askForRequests(): Asking[] {
  return [
    askForTraffic('download', faultEvery(3), null, (base) => ({
      ...base,
      kind: 'download',
      connections: 6,
      bytesPerSecond: 1_000_000,
    })),
    askForTraffic('upload', faultEvery(2), null, (base) => ({
      ...base,
      kind: 'upload',
      connections: 20,
      bytes: 64_000,
      overMs: UPLOAD_MS,
    })),
    askUnscheduled('http2', HTTP2_TARGET, (base) => ({ ...base, kind: 'http2', connections: 12, streams: 1 })),
  ]
}

function faultEvery(every: number): PathOrders {
  return { every, delayMs: 0, timed: false }
}
