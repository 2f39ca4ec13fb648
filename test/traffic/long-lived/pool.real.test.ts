import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { freePort } from '../../../src/linux/ports.ts'
import { countAttempts } from '../../../src/model/outcome.ts'
import type { TcpTraffic } from '../../../src/traffic/kinds/tcp/options.ts'
import type { WebsocketTraffic } from '../../../src/traffic/kinds/websocket/options.ts'
import { watchSilence } from '../../../src/traffic/long-lived/silence.ts'
import { listenOn } from '../../fixtures/long-lived-listen.ts'
import { type Plan, repeatPlans } from '../../fixtures/long-lived-mischief.ts'
import { startTcpServer, type TcpServer } from '../../fixtures/long-lived-tcp.ts'
import { contextFor, requestTo } from '../../net/client-context.ts'
import { countEnds, startProbe, sumMessages, until } from './rig.ts'

const one: TcpTraffic = { kind: 'tcp', name: 'tcp', connections: 1, everyMs: 10, requests: [], timeoutMs: 1_000 }

const crowd: WebsocketTraffic = { ...one, kind: 'websocket', name: 'websocket', connections: 300, timeoutMs: 2_000 }

let server: TcpServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function start(plans: Plan[], spec: TcpTraffic = one, more: Parameters<typeof startProbe>[2] = {}) {
  server = await startTcpServer(plans)
  return { server, ...(await startProbe(spec, server.port, more)) }
}

describe('a held connection', () => {
  test('that was open but never served does not end the time without service of the one before', async () => {
    const never: Plan = { end: { at: 1, how: 'fin' } }
    const { probe, recorder } = await start([{ end: { at: 4, how: 'fin' } }, never, never])
    await until(() => recorder.lifelines.length === 3)
    await probe.stop()
    const times = new Map(recorder.lifelines.map(({ id, withoutServiceMs }) => [id, withoutServiceMs]))
    // Two openings that served nothing, each at least 100 ms before the next.
    expect(times.get(1)).toBeGreaterThan(190)
    expect([times.get(2), times.get(3), times.get(4)]).toEqual([undefined, undefined, undefined])
    expect(countEnds(recorder)).toEqual({ 'cut FIN': 3, kept: 1 })
  })

  test('whose port is closed is tried again ten times a second, not more, until the end', async () => {
    const port = await freePort()
    const gone = await startTcpServer([{ end: { at: 4, how: 'fin' } }], { port })
    const { probe, recorder } = await startProbe(one, gone.port)
    await until(() => gone.tally.messages > 3)
    await gone.close()
    await until(() => recorder.outcomes.refused === 5)
    await probe.stop()
    const [first, ...others] = recorder.attempts.map(({ due }) => due)
    expect((others.at(-1) ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(400)
    expect(recorder.lifelines).toMatchObject([{ end: 'cut' }])
    expect(recorder.lifelines[0]).not.toHaveProperty('withoutServiceMs')
  })

  test('that is silent at the end of the run has stalled, whatever it did before', async () => {
    const { server: silent, probe, recorder } = await start([{ end: { at: 4, how: 'silence' } }])
    await until(() => silent.tally.messages === 4)
    await probe.stop()
    expect(countEnds(recorder)).toEqual({ 'stalled silence': 1 })
    expect(sumMessages(recorder)).toMatchObject({ received: 3, lost: silent.tally.lost })
  })

  test('that has longer than the grace period to answer has stalled when that is over', async () => {
    const spec = { ...one, timeoutMs: 60_000 }
    const { server: silent, probe, recorder } = await start([{ end: { at: 1, how: 'silence' } }], spec, { graceMs: 50 })
    await until(() => silent.tally.messages === 1)
    await probe.stop()
    expect(countEnds(recorder)).toEqual({ 'stalled silence': 1 })
  })

  test('is one of 250 of its traffic that are opened at a time, and those that take a second hold up no other', async () => {
    const mute = createServer((socket) => sockets.push(socket))
    const sockets: Socket[] = []
    const { port, close } = await listenOn(mute)
    const { probe, recorder } = await startProbe({ ...crowd, requests: [requestTo('/')] }, port)
    await until(() => recorder.attempts.length >= 300)
    await probe.stop()
    await close()
    const dues = recorder.attempts.map(({ due }) => due).toSorted((a, b) => a - b)
    const since = (n: number) => (dues[n] ?? 0) - (dues[0] ?? 0)
    expect(since(250)).toBeGreaterThan(990)
    // Nobody waited for the first ones to time out.
    const firstEnd = Math.min(...recorder.attempts.map(({ end }) => end))
    expect(dues[299]).toBeLessThan(firstEnd)
  })

  test('is on the account once, when the run stops in the middle of everything', async () => {
    const plans = repeatPlans(30, [{ end: { at: 2, how: 'rst' } }, { end: { at: 1, how: 'fin' } }, {}])
    const { server: busy, probe, recorder } = await start(plans, { ...one, connections: 60 })
    await until(() => busy.tally.connections > 70)
    await probe.stop()
    expect(countAttempts(recorder.outcomes)).toBe(recorder.begun)
    expect(recorder.outcomes.ok).toBe(busy.tally.connections)
    const ids = recorder.lifelines.map(({ id }) => id).toSorted((a, b) => a - b)
    expect(ids).toEqual(Array.from({ length: busy.tally.connections }, (_, i) => i + 1))
  })
})

async function watch(stalled: boolean[]) {
  const context = await contextFor('http://127.0.0.1:1')
  let silent = 0
  const stalls = { stalledSince: () => stalled.shift() ?? false }
  return {
    looks: () => stalled.length,
    silent: () => silent,
    silence: watchSilence({ ...context, stalls }, 30, () => {
      silent += 1
    }),
  }
}

describe('the watch for silence', () => {
  test('begins anew where the harness itself stood still', async () => {
    const { silence, silent, looks } = await watch([true, true])
    silence.expect()
    await until(() => looks() === 0)
    expect(silent()).toBe(0)
    await until(() => silent() === 1)
  })

  test('sends nothing while nothing is due, or after something has arrived', async () => {
    const { silence, silent } = await watch([])
    silence.expect()
    silence.reset()
    await new Promise((resolve) => setTimeout(resolve, 80))
    expect(silent()).toBe(0)
  })
})
