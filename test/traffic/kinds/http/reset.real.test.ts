import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { countBy, startRun, until } from './rig.ts'

/** A server in a thread of its own, so that it acts while this thread is busy: `answer`, then FIN or RST 5 ms later. */
async function startThreadedServer(answer: string, ending: 'end' | 'resetAndDestroy') {
  const code = `
    const { createServer } = require('node:net')
    const { parentPort, workerData } = require('node:worker_threads')
    const { answer, ending } = workerData
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', () => {
        parentPort.postMessage({ asked: true })
        setTimeout(() => socket.write(answer, () => setTimeout(() => socket[ending](), 5)), 20)
      })
    }).listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }))`
  const worker = new Worker(code, { eval: true, workerData: { answer, ending } })
  let asked = 0
  const port = await new Promise<number>((resolve) => {
    worker.on('message', (message: { port?: number }) => {
      if (message.port === undefined) asked += 1
      else resolve(message.port)
    })
  })
  return { url: `http://127.0.0.1:${port}`, asked: () => asked, close: () => worker.terminate() }
}

const UNTIL_END = 'HTTP/1.1 200 OK\r\n\r\nthis body ends with the connection'
const HALF = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly a part of it'

describe('an end that is found together with the bytes before it', () => {
  test.each([
    ['a body until the end, then FIN', UNTIL_END, 'end', 'ok'],
    ['a body until the end, then RST', UNTIL_END, 'resetAndDestroy', 'truncated: ECONNRESET'],
    ['half a body, then FIN', HALF, 'end', 'truncated: FIN'],
    ['half a body, then RST', HALF, 'resetAndDestroy', 'truncated: ECONNRESET'],
  ] as const)('%s', async (_, answer, ending, seen) => {
    const server = await startThreadedServer(answer, ending)
    const run = await startRun({ url: server.url, connections: 1, keepOks: true })
    for (let i = 0; i < 5; i += 1) {
      await until(() => server.asked() > i, 'a request')
      // By the time this thread looks again, both have happened.
      const end = Date.now() + 60
      while (Date.now() < end);
      await until(() => run.tally.oks.length + run.tally.attempts.length > i, 'its end')
    }
    const tally = await run.stop()
    await server.close()
    expect(countBy(tally.attempts, ({ outcome, code }) => `${outcome}: ${code}`)).toEqual(
      seen === 'ok' ? {} : { [seen]: tally.begun },
    )
    expect(tally.outcomes.ok).toBe(seen === 'ok' ? tally.begun : 0)
  })
})
