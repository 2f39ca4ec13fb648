import { createServer, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import type { SseTraffic } from '../../../../src/traffic/kinds/sse/options.ts'
import { listenOn } from '../../../fixtures/long-lived-listen.ts'
import { repeatPlans } from '../../../fixtures/long-lived-mischief.ts'
import { type SseOptions, type SseServer, startSseServer } from '../../../fixtures/long-lived-sse.ts'
import { requestTo } from '../../../net/client-context.ts'
import {
  CERTIFICATE,
  countEnds,
  expectTimesWithoutService,
  startProbe,
  sumMessages,
  until,
} from '../../long-lived/rig.ts'

const spec: SseTraffic = {
  kind: 'sse',
  name: 'sse',
  connections: 10,
  everyMs: 10,
  requests: [requestTo('/events')],
  timeoutMs: 2_000,
}
const one = { ...spec, connections: 1 }

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function start(plans: Parameters<typeof startSseServer>[0], more: Partial<SseOptions> = {}): Promise<SseServer> {
  const server = await startSseServer(plans, { everyMs: 10, ...more })
  closers.push(server.close)
  return server
}

describe.each([false, true])('event streams, over TLS: %s', (tls) => {
  const options = tls ? { tls: CERTIFICATE } : {}

  test('agree with the count of a server that ends them and loses, doubles and swaps events', async () => {
    const plans = repeatPlans(3, [
      { lose: [2, 3], double: [4], swap: [5], end: { at: 9, how: 'notice' } },
      { double: [1, 2], end: { at: 4, how: 'rst' } },
      { lose: [6], end: { at: 8, how: 'fin' } },
      { swap: [2, 4], lose: [6], end: { at: 8, how: 'silence' } },
      { end: { at: 3, how: 'eof' } },
      { end: { at: 5, how: 'notice' } },
    ])
    const server = await start(plans, options)
    const { probe, recorder } = await startProbe(spec, server.port, { tls })
    await until(() => recorder.lifelines.length >= plans.length)
    await probe.stop()
    const { tally } = server
    expect(tally.ends).toEqual({ notice: 6, rst: 3, fin: 3, silence: 3, eof: 3 })
    expect(countEnds(recorder)).toEqual({
      'graceful notice': 6,
      'cut RST': 3,
      'cut FIN': 6,
      'stalled silence': 3,
      kept: 10,
    })
    const { lost, unanswered, duplicated, reordered } = sumMessages(recorder)
    expect({ lost, unanswered, duplicated, reordered }).toEqual({
      lost: tally.lost,
      unanswered: 0,
      duplicated: tally.duplicated,
      reordered: tally.reordered,
    })
    expect(recorder.outcomes.ok).toBe(tally.connections)
    expect(recorder.begun).toBe(tally.connections)
    expect(server.resumed.filter((id) => id !== undefined).length).toBe(plans.length)
    expectTimesWithoutService(recorder)
  })

  test('are all kept by a healthy server', async () => {
    const server = await start([], options)
    const { probe, recorder } = await startProbe(spec, server.port, { tls })
    await until(() => server.tally.messages > 300)
    await probe.stop()
    expect(countEnds(recorder)).toEqual({ kept: 10 })
    expect(sumMessages(recorder)).toMatchObject({ lost: 0, duplicated: 0, reordered: 0 })
    expect(sumMessages(recorder).received).toBeGreaterThan(300)
    expect(recorder.lifelines[0]).toMatchObject({ generation: 'one', by: 'client' })
    expect(recorder.attempts).toEqual([])
  })
})

describe('a stream that is opened again', () => {
  const twice = [{ end: { at: 5, how: 'fin' } }, { end: { at: 5, how: 'notice' } }]

  async function run(more: Partial<SseOptions>) {
    const server = await start(twice, more)
    const running = await startProbe(one, server.port)
    await until(() => running.recorder.lifelines.length === 2)
    await until(() => server.tally.messages > 12)
    await running.probe.stop()
    return { ...running, server }
  }

  test('says what came last', async () => {
    const { server, recorder } = await run({})
    expect(server.resumed).toEqual([undefined, '4', '8'])
    expect(recorder.lifelines.map(({ messages }) => messages?.received).slice(0, 2)).toEqual([4, 4])
  })

  test('and goes on too late has lost what lies between', async () => {
    const { recorder } = await run({ resumeAt: (last) => last + 4 })
    expect(recorder.lifelines.map(({ messages }) => messages?.lost)).toEqual([0, 3, 3])
  })

  test('and goes on too early says things twice', async () => {
    const { recorder } = await run({ resumeAt: (last) => last - 1 })
    expect(recorder.lifelines.map(({ messages }) => messages?.duplicated)).toEqual([0, 2, 2])
  })

  test('and begins to count anew has neither lost nor doubled anything', async () => {
    const { recorder } = await run({ resumeAt: () => 1 })
    expect(sumMessages(recorder)).toMatchObject({ lost: 0, duplicated: 0, reordered: 0 })
  })

  test('waits as long as the server said with retry', async () => {
    const { recorder } = await run({ preamble: 'retry: 300\n\n' })
    for (const { end, withoutServiceMs = 0 } of recorder.lifelines) expect(withoutServiceMs >= 300).toBe(end !== 'kept')
  })
})

async function serve(handle: (response: ServerResponse) => void): Promise<number> {
  const server = createServer((_, response) => handle(response))
  const { port, close } = await listenOn(server)
  closers.push(close)
  return port
}
const head = { 'Content-Type': 'text/event-stream' }

describe('a stream', () => {
  test('of comments alone lives', async () => {
    let beats = 0
    const port = await serve((response) => {
      response.writeHead(200, head).write(': 0\n\n')
      const timer = setInterval(() => response.write(`: ${++beats}\n\n`), 300)
      response.on('close', () => clearInterval(timer))
    })
    const { probe, recorder } = await startProbe(one, port)
    await until(() => beats === 5)
    await probe.stop()
    expect(countEnds(recorder)).toEqual({ kept: 1 })
    expect(sumMessages(recorder)).toMatchObject({ sent: 0, received: 0, lost: 0 })
  })

  test('whose ids are no numbering loses nothing', async () => {
    let id = 1_700_000_000_000
    const port = await serve((response) => {
      response.writeHead(200, head)
      const timer = setInterval(
        () => response.write(`id: ${(id += 17)}\ndata: x\n\nid: a${id}\ndata: y\n\ndata: z\n\n`),
        10,
      )
      response.on('close', () => clearInterval(timer))
    })
    const { probe, recorder } = await startProbe(one, port)
    await until(() => id > 1_700_000_000_200)
    await probe.stop()
    const { sent, received, lost } = sumMessages(recorder)
    expect(received).toBeGreaterThan(15)
    expect([sent, lost]).toEqual([received, 0])
  })

  test('that is silent at the end has stalled', async () => {
    const port = await serve((response) => response.writeHead(200, head).write('id: 1\ndata: x\n\n'))
    const { probe, recorder } = await startProbe(one, port, { graceMs: 100 })
    await until(() => recorder.outcomes.ok === 1)
    await probe.stop()
    expect(countEnds(recorder)).toEqual({ 'stalled silence': 1 })
  })

  test.each([
    ['a status', (response: ServerResponse) => response.writeHead(503, head).end(), 'status 503'],
    ['no content, which asks to stay away', (response: ServerResponse) => response.writeHead(204).end(), 'status 204'],
    [
      'a page',
      (response: ServerResponse) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('x'),
      'invalid NOT_EVENT_STREAM',
    ],
    [
      'garbage',
      (response: ServerResponse) => response.socket?.write('SSH-2.0-server\r\n'),
      'invalid HPE_INVALID_CONSTANT',
    ],
    ['FIN', (response: ServerResponse) => response.socket?.end(), 'dropped FIN'],
    ['RST', (response: ServerResponse) => response.socket?.resetAndDestroy(), 'reset ECONNRESET'],
    ['half a head and FIN', (response: ServerResponse) => response.socket?.end('HTTP/1.1 20'), 'truncated FIN'],
    ['silence', () => undefined, 'timeout'],
  ])('that is answered with %s does not open', async (_, answer, expected) => {
    const { probe, recorder } = await startProbe({ ...one, timeoutMs: 100 }, await serve(answer))
    await until(() => recorder.attempts.length >= 2)
    await probe.stop()
    const { unfinished: _unfinished, ...codes } = recorder.byCode()
    expect(Object.keys(codes)).toEqual([expected])
    expect(recorder.lifelines).toEqual([])
    expect(recorder.begun).toBe(recorder.attempts.length)
  })
})
