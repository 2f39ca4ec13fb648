import { Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { type RunOptions, startRun, sum, until } from './rig.ts'

/**
 * A healthy server, in a thread of its own, that ends connections between requests. It keeps its own count, and each of its ends can
 * be waited for by a thread that stands still: nothing here depends on how fast anybody is.
 */
const SERVER = `
  const { createServer } = require('node:net')
  const { parentPort, workerData } = require('node:worker_threads')
  const { shared, behind, ending } = workerData
  const counts = new Int32Array(shared)
  const GO = 0, ENDED = 1, REQUESTS = 2, LATE = 3, SILENT = 4
  const ANSWER = 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok'
  const open = new Set()
  let asked = 0
  function told() {
    Atomics.add(counts, ENDED, 1)
    Atomics.notify(counts, ENDED)
  }
  function end(socket) {
    if (ending === 'FIN, half-closed') return socket.end(told)
    socket.once('close', told)
    if (ending === 'FIN') socket.destroy()
    else socket.resetAndDestroy()
  }
  async function answerWhileTheyStandStill(socket) {
    asked += 1
    const number = asked
    parentPort.postMessage({ asked })
    // One look decides and is waited for: a second one may see the go, and would wait for the next, which is never given.
    for (let seen = Atomics.load(counts, GO); seen < number; seen = Atomics.load(counts, GO))
      await Atomics.waitAsync(counts, GO, seen).value
    // Bytes that an RST overtakes are lost: they get the time to arrive.
    socket.write(ANSWER, () => setTimeout(end, 5, socket))
  }
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    let ended = false
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => {})
    socket.on('end', () => socket.end())
    socket.on('data', () => {
      Atomics.add(counts, REQUESTS, 1)
      if (Atomics.load(counts, SILENT) === 1) return
      if (ended || socket.writableEnded) return void Atomics.add(counts, LATE, 1)
      ended = behind
      if (behind) void answerWhileTheyStandStill(socket)
      else socket.write(ANSWER)
    })
  }).listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }))
  parentPort.on('message', function endAll(connections) {
    if (open.size < connections) setImmediate(endAll, connections)
    else open.forEach(end)
  })`

const [GO, ENDED, REQUESTS, LATE, SILENT] = [0, 1, 2, 3, 4]

interface EndingServer {
  url: string
  /** Requests that it has read, late ones included. */
  requests: () => number
  /** Requests that came after its FIN, or would have met an RST. */
  late: () => number
  /** Answers nothing from now on. */
  fallSilent: () => void
  /** Ends all connections, and comes back once their ends are in this machine's kernel. */
  endAll: (connections: number) => void
  close: () => Promise<number>
}

interface Mischief {
  /** Ends each connection behind its first response, and does both while this thread stands still; then for so long again, milliseconds. */
  behind?: { thenMs: number }
  /** A server that is half-closed reads what still comes; one that has closed, tcp(7), answers it with an RST. */
  ending: 'FIN' | 'FIN, half-closed' | 'RST'
}

let server: EndingServer
afterEach(() => server.close())

async function startEndingServer({ behind, ending }: Mischief): Promise<EndingServer> {
  const shared = new SharedArrayBuffer(20)
  const counts = new Int32Array(shared)
  const worker = new Worker(SERVER, {
    eval: true,
    workerData: { shared, behind: behind !== undefined, ending },
  })
  const standStillUntil = (ended: number) => {
    for (let seen = Atomics.load(counts, ENDED); seen < ended; seen = Atomics.load(counts, ENDED)) {
      if (Atomics.wait(counts, ENDED, seen, 10_000) === 'timed-out') throw new Error(`expected end number ${ended}`)
    }
  }
  const port = await new Promise<number>((resolve) => {
    worker.on('message', (message: { port?: number; asked?: number }) => {
      if (message.port !== undefined) return resolve(message.port)
      Atomics.add(counts, GO, 1)
      Atomics.notify(counts, GO)
      standStillUntil(message.asked ?? 0)
      standStill(behind?.thenMs ?? 0)
    })
  })
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => Atomics.load(counts, REQUESTS),
    late: () => Atomics.load(counts, LATE),
    fallSilent: () => void Atomics.store(counts, SILENT, 1),
    endAll(connections) {
      const ended = Atomics.load(counts, ENDED) + connections
      worker.postMessage(connections)
      standStillUntil(ended)
    },
    close: () => worker.terminate(),
  }
}

function standStill(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

const LOOPS: [string, Partial<RunOptions>, number][] = [
  ['a closed loop', { connections: 1 }, 0],
  ['an open loop whose next arrival is due meanwhile', { connections: 1, rate: 20 }, 60],
  ['an open loop with arrivals that wait for the connection', { connections: 1, rate: 100 }, 20],
]

describe.each(['FIN', 'FIN, half-closed', 'RST'] as const)(
  'a connection that was ended (%s) while this thread stood still',
  (ending) => {
    describe.each([false, true])('(retrying: %s)', (retrying) => {
      test.each(LOOPS)('right behind a response loses no request of %s', async (_, load, thenMs) => {
        server = await startEndingServer({ behind: { thenMs }, ending })
        const run = await startRun({ url: server.url, retrying, timeoutMs: 20_000, graceMs: 20_000, ...load })
        await until(() => run.tally.outcomes.ok + run.tally.attempts.length >= 5, '5 attempts')
        const tally = await run.stop()
        expect(tally.attempts).toEqual([])
        expect([tally.begun, server.requests(), server.late()]).toEqual([tally.outcomes.ok, tally.outcomes.ok, 0])
      })
    })

    test('on an idle connection loses no request, however short the pause', async () => {
      server = await startEndingServer({ ending })
      const run = await startRun({ url: server.url, connections: 5, rate: 200 })
      for (let round = 1; round <= 10; round += 1) {
        const before = run.tally.begun
        await until(() => run.tally.begun >= before + 20, '20 more arrivals, so that each connection is there again')
        await until(() => run.tally.begun === sum(run.tally.outcomes), 'nothing in flight')
        // This comes in a timer, and so does the schedule: an arrival that is due now comes before any socket is read.
        server.endAll(5)
        standStill(5)
      }
      const tally = await run.stop()
      expect(tally.attempts).toEqual([])
      expect([sum(tally.outcomes), server.requests(), server.late()]).toEqual([tally.begun, tally.begun, 0])
    })
  },
)

describe.each(['FIN', 'RST'] as const)('where it cannot be known whether the request or a %s came first', (ending) => {
  const local = { outcome: 'local', code: 'HARNESS_STALLED', retryable: false }

  test('the attempt is local: this thread was paused as it wrote the request', async () => {
    server = await startEndingServer({ ending })
    const run = await startRun({ url: server.url, connections: 2, rate: 50 })
    await until(() => run.tally.outcomes.ok >= 5, '5 answers')
    await until(() => run.tally.begun === run.tally.outcomes.ok, 'nothing in flight')
    meddle('write', (write) => {
      server.endAll(2)
      standStill(10)
      write()
    })
    await until(() => run.tally.attempts.length > 0, 'an attempt that failed')
    await until(() => run.tally.outcomes.ok >= 15, '15 answers')
    const tally = await run.stop()
    expect(tally.attempts).toMatchObject([{ ...local, phase: 'headers', connection: { reused: true } }])
    expect(tally.begun).toBe(tally.outcomes.ok + 1)
  })

  test('the attempt is local: this thread was paused while its connection was made', async () => {
    server = await startEndingServer({ ending })
    const run = await startRun({ url: server.url, connections: 1, rate: 20 })
    await until(() => run.tally.outcomes.ok >= 3, '3 answers')
    await until(() => run.tally.begun === run.tally.outcomes.ok, 'nothing in flight')
    server.endAll(1)
    meddle('connect', (connect) => {
      connect()
      // node:net connects in a tick of its own.
      process.nextTick(() => {
        server.endAll(1)
        standStill(30)
      })
    })
    await until(() => run.tally.attempts.length > 0, 'an attempt that failed')
    await until(() => run.tally.outcomes.ok >= 10, '10 answers')
    const tally = await run.stop()
    expect(tally.attempts).toMatchObject([{ ...local, phase: 'connect', connection: { reused: false } }])
    expect([tally.begun, server.requests(), server.late()]).toEqual([tally.outcomes.ok + 1, tally.outcomes.ok, 0])
  })
})

test.each([
  ['FIN, half-closed', 'dropped'],
  ['RST', 'reset'],
] as const)(
  'an end (%s) that came after the request is the loss of the server, pause or not',
  async (ending, outcome) => {
    server = await startEndingServer({ ending })
    const run = await startRun({ url: server.url, connections: 2, rate: 50, graceMs: 0 })
    await until(() => run.tally.outcomes.ok >= 5, '5 answers')
    await until(() => run.tally.begun === run.tally.outcomes.ok, 'nothing in flight')
    meddle('write', (write) => {
      server.fallSilent()
      write()
      server.endAll(2)
      standStill(10)
    })
    await until(() => run.tally.attempts.length > 0, 'an attempt that failed')
    const tally = await run.stop()
    expect(tally.attempts[0]).toMatchObject({ outcome, phase: 'headers', retryable: true })
  },
)

/** Puts something in the place of the next call of a socket's method, which it gets to do the real thing. */
function meddle(method: 'write' | 'connect', act: (original: () => void) => void): void {
  const original: unknown = Socket.prototype[method]
  const put = (implementation: unknown) => Object.assign(Socket.prototype, { [method]: implementation })
  put(function (this: Socket, ...args: unknown[]) {
    let result: unknown
    put(original)
    act(() => {
      result = Reflect.apply(Reflect.get(this, method), this, args)
    })
    return result
  })
}
