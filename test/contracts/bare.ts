import { createServer, type Socket } from 'node:net'
import autocannon from 'autocannon'

/** autocannon's own result, as far as it is looked at here. */
export interface BareResult {
  '2xx': number
  errors: number
  timeouts: number
  requests: { sent: number; total: number }
  latency: { totalCount: number }
}

/** The bare library, without anything of ours: what its users get. `duration` is in seconds. */
export async function runBare(options: Record<string, unknown>): Promise<BareResult> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-explicit-any -- options that our own types leave out
  const result: unknown = await (autocannon as any)({ connections: 10, duration: 1, sampleInt: 100, ...options })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as documented in its README
  return result as BareResult
}

export interface SlowServer {
  url: string
  /** When each request came, in milliseconds. */
  times: number[]
  close: () => Promise<void>
}

/** Answers the requests of each connection one after the other, each after `delayMs`. */
export async function startSlowServer(delayMs: number): Promise<SlowServer> {
  const times: number[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    let last = Promise.resolve()
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      for (let i = chunk.toString('latin1').split('\r\n\r\n').length - 1; i > 0; i -= 1) {
        times.push(performance.now())
        if (delayMs === 0) socket.write(GOOD)
        else last = last.then(() => pause(delayMs)).then(() => void socket.write(GOOD))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const close = async () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { url: `http://127.0.0.1:${port}`, times, close }
}

const GOOD = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** How many of the 100 ms slots between the first and the last time hold any. */
export function shareOfSlots(times: readonly number[]): number {
  const [first = 0] = times
  const slots = new Set(times.map((time) => Math.floor((time - first) / 100)))
  return slots.size / (Math.max(...slots) + 1)
}
