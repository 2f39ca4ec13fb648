import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, test } from 'vitest'
import type { Http2Traffic } from '../../../../src/traffic/kinds/http2/options.ts'
import { createHttp2 } from '../../../../src/traffic/kinds/http2/probe.ts'
import { FAULTS, type FaultName, STREAM_FAULTS } from '../../../fixtures/http2-faults.ts'
import { type Http2Server, type Http2ServerOptions, startHttp2Server } from '../../../fixtures/http2-server.ts'
import { contextFor, requestTo } from '../../../net/client-context.ts'
import { ends, expectAgreement, type Rig, stop, until } from '../../http2/rig.ts'
import { createMemoryRecorder } from '../../memory-recorder.ts'

const CONNECTIONS = 6
const STREAMS = 8

const servers: Http2Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

async function start(
  options: Partial<Http2ServerOptions>,
  more: Partial<Http2Traffic> & { retrying?: boolean; graceMs?: number } = {},
): Promise<Rig> {
  const server = await startHttp2Server({ streams: STREAMS, ...options })
  servers.push(server)
  const { retrying = false, graceMs = 5_000, ...rest } = more
  const spec: Http2Traffic = {
    kind: 'http2',
    name: 'http2',
    connections: CONNECTIONS,
    streams: STREAMS,
    requests: [requestTo('/')],
    timeoutMs: 5_000,
    ...rest,
  }
  const recorder = createMemoryRecorder()
  const context = await contextFor(server.url)
  const probe = createHttp2({ ...context, spec, recorder, retrying, graceMs })
  probe.start(context.clock.now())
  return { server, probe, recorder }
}

const { silence: _, hang: __, ...quick } = FAULTS
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of FAULTS
const QUICK = Object.keys(quick) as FaultName[]

describe('HTTP/2 connections', () => {
  test('of a healthy server are kept, and nothing is lost', async () => {
    const rig = await start({})
    await until(() => rig.recorder.outcomes.ok >= 2_000)
    await stop(rig)
    expectAgreement(rig)
    expect(rig.recorder.attempts).toEqual([])
    // Each had a body, whether that came with the headers or after them.
    expect(rig.recorder.oks.filter(({ empty = false }) => empty)).toEqual([])
    expect(rig.server.connections).toBe(CONNECTIONS)
    expect(rig.recorder.lifelines[0]).toMatchObject({ kind: 'http2', generation: 'one' })
  })

  test('that end in every way, and streams that do, agree with the server class by class', async () => {
    const rig = await start({ faults: QUICK, streamFaultEvery: 23 })
    await until(() => rig.server.faulted >= QUICK.length * 12)
    await stop(rig)
    expectAgreement(rig)
    expect(rig.server.requests).toBeGreaterThan(3_000)
    // Also where the head and the end of a stream came in one go.
    const truncated = rig.recorder.attempts.filter(({ outcome }) => outcome === 'truncated')
    expect(new Set(truncated.map(({ phase }) => phase))).toEqual(new Set(['body']))
  })

  test('that fall silent are stalled, and their requests time out', async () => {
    const rig = await start({ faults: ['silence'], most: CONNECTIONS }, { timeoutMs: 700 })
    await until(() => rig.server.faulted === CONNECTIONS)
    await until(() => rig.recorder.outcomes.timeout === CONNECTIONS * STREAMS)
    await until(() => rig.recorder.lifelines.length === CONNECTIONS)
    await stop(rig)
    expectAgreement(rig)
    expect(rig.recorder.outcomes.timeout).toBe(CONNECTIONS * STREAMS)
  })

  test('that fall silent are stalled although memory is collected meanwhile', async () => {
    const rig = await start({ faults: ['silence'], most: CONNECTIONS }, { timeoutMs: 300 })
    await until(() => rig.recorder.outcomes.timeout === CONNECTIONS * STREAMS)
    for (const collect of [collectGarbage, collectGarbage])
      await new Promise((resolve) => setTimeout(resolve, 50)).then(collect)
    // Without waiting for the end of the run: their users go on.
    await until(() => rig.recorder.lifelines.length === CONNECTIONS)
    await stop(rig)
    expectAgreement(rig)
    expect(rig.recorder.lifelines.filter(({ end }) => end === 'stalled').length).toBe(CONNECTIONS)
  })

  test('are replaced at once, and record how long the client was down', async () => {
    const rig = await start({ faults: ['fin', 'goaway'], most: CONNECTIONS })
    await until(() => rig.server.faulted === CONNECTIONS)
    await until(() => rig.recorder.lifelines.length === CONNECTIONS)
    await stop(rig)
    expectAgreement(rig)
    const ended = rig.recorder.lifelines.filter(({ end }) => end !== 'kept')
    expect(ended.map(({ withoutServiceMs }) => withoutServiceMs)).not.toContain(undefined)
    const kept = rig.recorder.lifelines.filter(({ end }) => end === 'kept')
    expect(kept.map(({ withoutServiceMs }) => withoutServiceMs)).toEqual(kept.map(() => undefined))
  })

  test('whose requests hang at the end are kept where they answer a ping, and stalled where not', async () => {
    const rig = await start({ faults: ['hang', 'silence'], after: 0, most: CONNECTIONS }, { graceMs: 300 })
    await until(() => rig.server.faulted === CONNECTIONS)
    await rig.probe.stop()
    const each = CONNECTIONS / 2
    expect(ends(rig.recorder)).toEqual({ 'kept by client': each, 'stalled by server, silence': each })
    expect(rig.recorder.outcomes).toMatchObject({ ok: 0, unfinished: CONNECTIONS * STREAMS })
    expect(rig.recorder.begun).toBe(CONNECTIONS * STREAMS)
  })
})

test('a server that says GOAWAY twice loses no request, whatever crosses with the first', async () => {
  const rig = await start({ farewellAfter: 30 })
  await until(() => (rig.server.ends['graceful by server, notice NO_ERROR'] ?? 0) >= 100)
  await stop(rig)
  expectAgreement(rig)
  expect(rig.recorder.attempts).toEqual([])
})

/** Requests that the server says it has not processed, whatever their method (RFC 9113 §8.7). */
const UNPROCESSED = ['reset REFUSED_STREAM', 'reset GOAWAY_UNPROCESSED']

describe('requests that were not processed', () => {
  test('are retryable with any method, and those of streams that were reset otherwise are not', async () => {
    const posts = { requests: [requestTo('/', { method: 'POST', body: 'once' })] }
    const rig = await start({ faults: ['goaway', 'goawayThenCancel'], streamFaultEvery: 23 }, posts)
    await until(() => rig.server.faulted >= 24)
    await stop(rig)
    expectAgreement(rig)
    const retryable = rig.recorder.attempts.filter((attempt) => attempt.retryable)
    const expected = UNPROCESSED.reduce((sum, name) => sum + (rig.server.counts[name] ?? 0), 0)
    expect(retryable.length).toBe(expected)
    expect(new Set(retryable.map(({ outcome, code }) => `${outcome} ${code}`))).toEqual(new Set(UNPROCESSED))
  })

  test('are really sent once more by a retrying client', async () => {
    const posts = { requests: [requestTo('/', { method: 'POST', body: 'again' })] }
    const rig = await start({ faults: ['goaway'], most: 30, streamFaultEvery: 0 }, { ...posts, retrying: true })
    await until(() => rig.server.faulted === 30)
    await stop(rig)
    const lost = rig.server.counts['reset GOAWAY_UNPROCESSED'] ?? 0
    const retried = rig.recorder.attempts.filter((attempt) => attempt.retried !== undefined)
    expect(lost).toBe((30 * STREAMS) / 2)
    expect(retried.length).toBe(lost)
    expect(new Set(retried.map(({ outcome, retried: first }) => `${first?.code} then ${outcome}`))).toEqual(
      new Set(['GOAWAY_UNPROCESSED then ok']),
    )
    expect(rig.recorder.outcomes.ok).toBe(rig.server.counts['ok'])
    expect(rig.server.requests).toBe(rig.recorder.begun + lost)
  })

  test('are sent once more on another connection where theirs goes on', async () => {
    const rig = await start({ streamFaultEvery: 1, streamFaults: STREAM_FAULTS.slice(0, 1) }, { retrying: true })
    await until(() => rig.recorder.attempts.length >= 20)
    await rig.probe.stop()
    const { attempts } = rig.recorder
    expect(attempts.every(({ retried, code }) => retried?.code === 'REFUSED_STREAM' && code === 'REFUSED_STREAM')).toBe(
      true,
    )
    expect(rig.server.connections).toBe(CONNECTIONS + attempts.length)
    expect(rig.server.requests).toBe(2 * attempts.length)
    expect(ends(rig.recorder)).toEqual({ 'kept by client': CONNECTIONS })
  })
})
