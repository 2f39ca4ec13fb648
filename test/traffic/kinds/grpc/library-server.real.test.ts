import { afterEach, describe, expect, test } from 'vitest'
import type { GrpcTraffic } from '../../../../src/traffic/kinds/grpc/options.ts'
import { type GrpcServer, startGrpcServer } from '../../../fixtures/grpc-server.ts'
import { requestTo } from '../../../net/client-context.ts'
import { CERTIFICATE, countEnds, type Running, startProbe, sumMessages, until } from '../../long-lived/rig.ts'

const servers: GrpcServer[] = []
afterEach(() => {
  for (const { server } of servers.splice(0)) server.forceShutdown()
})

async function serve(options: Parameters<typeof startGrpcServer>[0] = {}): Promise<GrpcServer> {
  const started = await startGrpcServer(options)
  servers.push(started)
  return started
}

const base = {
  kind: 'grpc' as const,
  name: 'grpc',
  connections: 5,
  message: '',
  expect: ['OK' as const],
  timeoutMs: 5_000,
}
const unary: GrpcTraffic = {
  ...base,
  call: 'unary',
  calls: 4,
  everyMs: 2,
  requests: [requestTo('/grpc.health.v1.Health/Check', { method: 'POST' })],
}
const streams: GrpcTraffic = {
  ...base,
  call: 'stream',
  everyMs: 100,
  sequence: 1,
  requests: [requestTo('/hitless.Count/Up', { method: 'POST' })],
}

describe.each([false, true])('a healthy server of grpc-js, over TLS: %s', (tls) => {
  const options = tls ? { tls: CERTIFICATE } : {}

  test('answers every unary call, and has seen each once', async () => {
    const server = await serve(options)
    const { probe, recorder } = await startProbe(unary, server.port, { tls })
    await until(() => recorder.outcomes.ok >= 2_000)
    await probe.stop()
    expect(recorder.attempts).toEqual([])
    expect(recorder.outcomes.ok).toBe(recorder.begun)
    expect(server.calls()).toBe(recorder.begun)
    expect(countEnds(recorder)).toEqual({ kept: 5 })
    expect(new Set(recorder.oks.map(({ generation }) => generation))).toEqual(new Set(['one']))
  })

  test('keeps every stream, and each of its messages comes once', async () => {
    const server = await serve(options)
    const { probe, recorder } = await startProbe(streams, server.port, { tls })
    await until(() => server.messages() > 1_000)
    await probe.stop()
    expect(recorder.attempts).toEqual([])
    expect(server.calls()).toBe(recorder.begun)
    expect(countEnds(recorder)).toEqual({ kept: 5 })
    expect(sumMessages(recorder)).toMatchObject({ lost: 0, duplicated: 0, reordered: 0 })
    expect(recorder.lifelines[0]).toMatchObject({ generation: 'one' })
  })
})

/**
 * Each server in turn: the next listens where the one before has just stopped to. Before and after it every client has been served
 * again, which is when the end of what it had before is recorded.
 */
async function restart(
  { recorder }: Running,
  port: number,
  times: number,
  leave: (server: GrpcServer) => Promise<void>,
): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const old = servers.at(-1)
    if (old === undefined) return
    const left = leave(old)
    await serve({ port, generation: `after ${i}` })
    await left
    await until(() => recorder.lifelines.length === 5 * (i + 1))
  }
}

const shutDown = ({ server }: GrpcServer) => new Promise<void>((resolve) => server.tryShutdown(() => resolve()))

describe('a server of grpc-js that is replaced', () => {
  test('by tryShutdown lets its connections go with notice, and loses only calls that can be made again', async () => {
    const { port } = await serve()
    const running = await startProbe(unary, port)
    const { probe, recorder } = running
    await until(() => recorder.outcomes.ok >= 300)
    await restart(running, port, 5, shutDown)
    await probe.stop()
    const lost = recorder.attempts.filter(({ outcome }) => outcome !== 'refused')
    expect(lost.every(({ retryable }) => retryable)).toBe(true)
    expect(countEnds(recorder)).toEqual({ 'graceful notice NO_ERROR': 25, kept: 5 })
    const seen = servers.reduce((sum, server) => sum + server.calls(), 0)
    expect(seen).toBe(recorder.outcomes.ok)
  })

  test('by tryShutdown keeps its streams until they end', async () => {
    const { port } = await serve()
    const running = await startProbe(streams, port)
    const { probe, recorder } = running
    await until(() => recorder.outcomes.ok === 5)
    await restart(running, port, 2, async (old) => {
      const gone = shutDown(old)
      await new Promise((resolve) => setTimeout(resolve, 50))
      old.finishStreams()
      await gone
    })
    await probe.stop()
    expect(countEnds(recorder)).toEqual({ 'graceful notice OK': 10, kept: 5 })
    expect(sumMessages(recorder)).toMatchObject({ lost: 0, duplicated: 0, reordered: 0 })
  })

  test('by forceShutdown cuts its streams', async () => {
    const { port } = await serve()
    const running = await startProbe(streams, port)
    const { probe, recorder } = running
    await until(() => recorder.outcomes.ok === 5)
    await restart(running, port, 2, ({ server }) => Promise.resolve(server.forceShutdown()))
    await probe.stop()
    // A GOAWAY with that code, and the connection closed with it.
    expect(countEnds(recorder)).toEqual({ 'cut FIN CANCEL': 10, kept: 5 })
  })
})
