import { afterEach, describe, expect, test } from 'vitest'
import type { GrpcUnaryTraffic } from '../../../../src/traffic/kinds/grpc/options.ts'
import { createGrpc } from '../../../../src/traffic/kinds/grpc/probe.ts'
import { CALL_FAULTS, GRPC_ANSWERS } from '../../../fixtures/grpc-frames.ts'
import { FAULTS, type FaultName } from '../../../fixtures/http2-faults.ts'
import { type Http2Server, type Http2ServerOptions, startHttp2Server } from '../../../fixtures/http2-server.ts'
import { contextFor, requestTo } from '../../../net/client-context.ts'
import { ends, expectAgreement, type Rig, stop, until } from '../../http2/rig.ts'
import { createMemoryRecorder } from '../../memory-recorder.ts'

const CONNECTIONS = 6
const CALLS = 8

const servers: Http2Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const base: GrpcUnaryTraffic = {
  kind: 'grpc',
  name: 'grpc',
  call: 'unary',
  connections: CONNECTIONS,
  calls: CALLS,
  everyMs: 1,
  message: '',
  expect: ['OK'],
  requests: [requestTo('/grpc.health.v1.Health/Check', { method: 'POST' })],
  timeoutMs: 20_000,
}

async function start(
  options: Partial<Http2ServerOptions>,
  more: Partial<GrpcUnaryTraffic> & { retrying?: boolean; graceMs?: number } = {},
): Promise<Rig> {
  const server = await startHttp2Server({
    streams: CALLS,
    answers: GRPC_ANSWERS,
    streamFaults: CALL_FAULTS,
    ...options,
  })
  servers.push(server)
  const { retrying = false, graceMs = 5_000, ...rest } = more
  const recorder = createMemoryRecorder()
  const context = await contextFor(server.url)
  const probe = await createGrpc({ ...context, spec: { ...base, ...rest }, recorder, retrying, graceMs })
  probe.start(context.clock.now())
  return { server, probe, recorder }
}

const { silence: _, hang: __, ...quick } = FAULTS
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of FAULTS
const QUICK = Object.keys(quick) as FaultName[]

describe('connections of unary calls', () => {
  test('of a healthy server are kept, and nothing is lost', async () => {
    const rig = await start({})
    await until(() => rig.recorder.outcomes.ok >= 2_000)
    await stop(rig)
    expectAgreement(rig)
    expect(rig.recorder.attempts).toEqual([])
    expect(rig.server.connections).toBe(CONNECTIONS)
    expect(rig.recorder.lifelines[0]).toMatchObject({ kind: 'grpc', generation: 'one' })
  })

  test('that end in every way, and calls that do, agree with the server class by class', {
    timeout: 180_000,
  }, async () => {
    const rig = await start({ faults: QUICK, streamFaultEvery: 23 })
    await until(() => rig.server.faulted >= QUICK.length * 15)
    await stop(rig)
    expectAgreement(rig)
    expect(rig.server.requests).toBeGreaterThan(4_000)
    expect(Math.min(...CALL_FAULTS.map(([name]) => rig.server.counts[name] ?? 0))).toBeGreaterThan(5)
  })

  test('that fall silent are stalled, and their calls time out', async () => {
    const rig = await start({ faults: ['silence'], most: CONNECTIONS }, { timeoutMs: 700 })
    await until(() => rig.server.faulted === CONNECTIONS)
    await until(() => rig.recorder.outcomes.timeout === CONNECTIONS * CALLS)
    await until(() => rig.recorder.lifelines.length === CONNECTIONS)
    await stop(rig)
    expectAgreement(rig)
    expect(rig.recorder.outcomes.timeout).toBe(CONNECTIONS * CALLS)
  })

  test('whose calls hang at the end are kept where they answer a ping, and stalled where not', async () => {
    const rig = await start({ faults: ['hang', 'silence'], after: 0, most: CONNECTIONS }, { graceMs: 300 })
    await until(() => rig.server.faulted === CONNECTIONS)
    await rig.probe.stop()
    const each = CONNECTIONS / 2
    expect(ends(rig.recorder)).toEqual({ 'kept by client': each, 'stalled by server, silence': each })
    expect(rig.recorder.outcomes).toMatchObject({ ok: 0, unfinished: CONNECTIONS * CALLS })
    expect(rig.recorder.begun).toBe(CONNECTIONS * CALLS)
  })
})

test('a server that says GOAWAY twice loses no call, whatever crosses with the first', async () => {
  const rig = await start({ farewellAfter: 30 })
  await until(() => (rig.server.ends['graceful by server, notice NO_ERROR'] ?? 0) >= 100)
  await stop(rig)
  expectAgreement(rig)
  expect(rig.recorder.attempts).toEqual([])
})

describe('calls that were not processed', () => {
  test('are retryable, and all others that were lost are not', async () => {
    const rig = await start({ faults: QUICK, streamFaultEvery: 23 })
    await until(() => rig.server.faulted >= QUICK.length * 3)
    await stop(rig)
    expectAgreement(rig)
    const retryable = rig.recorder.attempts.filter((attempt) => attempt.retryable)
    expect(new Set(retryable.map(({ outcome, code }) => `${outcome} ${code}`))).toEqual(
      new Set(['reset REFUSED_STREAM', 'reset GOAWAY_UNPROCESSED']),
    )
    const { counts } = rig.server
    expect(retryable.length).toBe((counts['reset REFUSED_STREAM'] ?? 0) + (counts['reset GOAWAY_UNPROCESSED'] ?? 0))
  })

  test('are repeated by a retrying client, and by no other', async () => {
    const rig = await start({ faults: ['goaway'], most: 30 }, { retrying: true })
    await until(() => rig.server.faulted === 30)
    await stop(rig)
    const lost = rig.server.counts['reset GOAWAY_UNPROCESSED'] ?? 0
    const retried = rig.recorder.attempts.filter((attempt) => attempt.retried !== undefined)
    expect(lost).toBe((30 * CALLS) / 2)
    expect(retried.length).toBe(lost)
    expect(new Set(retried.map(({ outcome, retried: first }) => `${first?.code} then ${outcome}`))).toEqual(
      new Set(['GOAWAY_UNPROCESSED then ok']),
    )
    expect(rig.recorder.outcomes.ok).toBe(rig.server.counts['ok'])
    // Whatever the server has seen is an attempt, or the second try of one.
    expect(rig.server.requests).toBe(rig.recorder.begun + lost)
  })
})

describe('statuses', () => {
  test('that are expected are good', async () => {
    const faults = CALL_FAULTS.filter(([name]) => name === 'status UNAVAILABLE' || name === 'status CANCELLED')
    const rig = await start({ streamFaultEvery: 2, streamFaults: faults }, { expect: ['OK', 'UNAVAILABLE'] })
    await until(() => rig.recorder.begun > 400)
    await stop(rig)
    const { counts } = rig.server
    expect(rig.recorder.outcomes).toMatchObject({
      ok: (counts['ok'] ?? 0) + (counts['status UNAVAILABLE'] ?? 0),
      status: counts['status CANCELLED'],
    })
  })

  test('of the server and of HTTP are described in words', async () => {
    const faults = CALL_FAULTS.filter(([name]) => name === 'status UNAVAILABLE')
    const rig = await start({ streamFaultEvery: 1, streamFaults: faults })
    await until(() => rig.recorder.attempts.length > 20)
    await stop(rig)
    const told = rig.recorder.attempts.map(({ detail, status }) => `${detail}, ${status}`)
    expect(new Set(told)).toEqual(
      new Set(['going away, undefined', 'Received HTTP status code 503, 503', 'Received HTTP status code 502, 502']),
    )
  })
})
