import { afterEach, describe, expect, test } from 'vitest'
import type { GrpcStreamTraffic } from '../../../../src/traffic/kinds/grpc/options.ts'
import { CALL_FAULTS, GRPC_ANSWERS } from '../../../fixtures/grpc-frames.ts'
import { type GrpcStreams, type GrpcStreamsOptions, startGrpcStreams } from '../../../fixtures/grpc-streams.ts'
import { startHttp2Server } from '../../../fixtures/http2-server.ts'
import { type Plan, repeatPlans } from '../../../fixtures/long-lived-mischief.ts'
import { requestTo } from '../../../net/client-context.ts'
import {
  CERTIFICATE,
  countEnds,
  expectTimesWithoutService,
  startProbe,
  sumMessages,
  until,
} from '../../long-lived/rig.ts'

const spec: GrpcStreamTraffic = {
  kind: 'grpc',
  name: 'grpc',
  call: 'stream',
  connections: 10,
  everyMs: 10,
  sequence: 1,
  message: '',
  expect: ['OK'],
  requests: [requestTo('/hitless.Count/Up', { method: 'POST' })],
  timeoutMs: 2_000,
}

/** Whose silence is no fault. */
const { everyMs: _, ...patient } = spec

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function start(plans: Plan[], more: Partial<GrpcStreamsOptions> = {}): Promise<GrpcStreams> {
  const server = await startGrpcStreams(plans, { everyMs: 10, ...more })
  closers.push(server.close)
  return server
}

describe.each([false, true])('server streams, over TLS: %s', (tls) => {
  const options = tls ? { tls: CERTIFICATE } : {}

  test('agree with the count of a server that ends them and loses, doubles and swaps messages', async () => {
    const plans = repeatPlans(10, [
      { lose: [2, 3], double: [4], swap: [5], end: { at: 9, how: 'OK' } },
      { double: [1, 2], end: { at: 4, how: 'rst' } },
      { lose: [6], end: { at: 8, how: 'fin' } },
      { swap: [2, 4], lose: [6], end: { at: 8, how: 'silence' } },
      { double: [3], end: { at: 5, how: 'words-fin' } },
      { end: { at: 3, how: 'UNAVAILABLE' } },
      { end: { at: 1, how: 'UNAVAILABLE' } },
      { end: { at: 5, how: 'INTERNAL' } },
      { end: { at: 5, how: 'no-status' } },
      { end: { at: 5, how: 'cancel' } },
      { end: { at: 5, how: 'words-cancel' } },
      { end: { at: 5, how: 'goaway-OK' } },
      { end: { at: 5, how: 'goaway-fin' } },
    ])
    const server = await start(plans, options)
    const { probe, recorder } = await startProbe(spec, server.port, { tls })
    await until(() => recorder.lifelines.length >= plans.length)
    await probe.stop()
    const { tally } = server
    expect(countEnds(recorder)).toEqual({
      'graceful notice OK': 20,
      'graceful notice UNAVAILABLE': 20,
      'cut RST': 10,
      'cut FIN': 20,
      'cut FIN NO_ERROR': 10,
      'cut notice INTERNAL': 10,
      'cut NO_GRPC_STATUS': 10,
      'cut notice CANCEL': 20,
      'stalled silence': 10,
      kept: 10,
    })
    const { received } = sumMessages({ lifelines: recorder.lifelines.filter(({ end }) => end !== 'kept') })
    const { lost, duplicated, reordered } = sumMessages(recorder)
    expect({ received, lost, duplicated, reordered }).toEqual({
      received: server.said(),
      lost: tally.lost,
      duplicated: tally.duplicated,
      reordered: tally.reordered,
    })
    expect(recorder.outcomes.ok).toBe(tally.connections)
    expect(recorder.begun).toBe(tally.connections)
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
    expect(recorder.lifelines[0]).toMatchObject({ kind: 'grpc', generation: 'one', by: 'client' })
    expect(recorder.attempts).toEqual([])
  })
})

describe('a stream of which nothing is due', () => {
  test('may be silent, and is kept where its connection answers', async () => {
    const server = await start([], { everyMs: 0 })
    const { probe, recorder } = await startProbe(patient, server.port)
    await until(() => server.tally.messages === 10)
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    await probe.stop()
    expect(countEnds(recorder)).toEqual({ kept: 10 })
    expect(sumMessages(recorder).received).toBe(10)
  })

  test('has stalled where its connection is silent, too', async () => {
    const server = await start(repeatPlans(4, [{ end: { at: 2, how: 'silence' } }]))
    const { probe, recorder } = await startProbe(patient, server.port, { graceMs: 300 })
    await until(() => server.tally.ends['silence'] === 4)
    await probe.stop()
    expect(countEnds(recorder)).toEqual({ kept: 6, 'stalled silence': 4 })
  })
})

test('without a field that counts them messages are only received', async () => {
  const server = await start([{ lose: [2], double: [3], swap: [4], end: { at: 7, how: 'OK' } }])
  const { sequence: __, ...uncounted } = { ...spec, connections: 1 }
  const { probe, recorder } = await startProbe(uncounted, server.port)
  await until(() => recorder.lifelines.length === 1)
  await probe.stop()
  expect(recorder.lifelines[0]?.messages).toMatchObject({ sent: 6, received: 6, lost: 0, duplicated: 0, reordered: 0 })
})

test('a stream that was refused is called for once more by a retrying client, on another connection', async () => {
  const refusals = CALL_FAULTS.filter(([name]) => name === 'reset REFUSED_STREAM')
  const server = await startHttp2Server({
    streams: 1,
    answers: GRPC_ANSWERS,
    streamFaultEvery: 2,
    streamFaults: refusals,
  })
  closers.push(server.close)
  const one = { ...spec, connections: 1 }
  const { probe, recorder } = await startProbe(one, Number(new URL(server.url).port), { retrying: true })
  await until(() => recorder.begun >= 6)
  await probe.stop()
  const retried = recorder.attempts.map(({ outcome, retried: first }) => `${first?.code} then ${outcome}`)
  expect(new Set(retried)).toEqual(new Set(['REFUSED_STREAM then ok']))
  expect(server.requests).toBe(recorder.begun + retried.length)
  expect(server.connections).toBe(server.requests)
})
