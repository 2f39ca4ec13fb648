import { afterEach, describe, expect, test } from 'vitest'
import { countAttempts } from '../../src/model/outcome.ts'
import type { Http2Traffic } from '../../src/model/scenario.ts'
import { createHttp2 } from '../../src/probes/http2.ts'
import type { Probe } from '../../src/probes/probe.ts'
import { FAULTS, type FaultName } from '../fixtures/http2-faults.ts'
import { type Http2Server, type Http2ServerOptions, startHttp2Server } from '../fixtures/http2-server.ts'
import { createMemoryRecorder, type MemoryRecorder } from './memory-recorder.ts'
import { requestTo, wireTo } from './wire.ts'

const CONNECTIONS = 6
const STREAMS = 8

const servers: Http2Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

interface Rig {
  server: Http2Server
  probe: Probe
  recorder: MemoryRecorder
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
  const wire = await wireTo(server.url)
  const probe = createHttp2({ spec, wire, recorder, retrying, graceMs })
  probe.start(wire.clock.now())
  return { server, probe, recorder }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

async function stop({ server, probe }: Rig): Promise<void> {
  server.relent()
  await probe.stop()
}

/** Garbage is named by what node makes of it. */
function account({ outcomes, byCode }: MemoryRecorder): Record<string, number> {
  const counts: Record<string, number> = { ok: outcomes.ok }
  for (const [key, count] of Object.entries(byCode())) {
    const name = key.startsWith('invalid') ? 'invalid' : key
    counts[name] = (counts[name] ?? 0) + count
  }
  return counts
}

function ends({ lifelines }: MemoryRecorder): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { end, by, sign, code } of lifelines) {
    const how = [sign, code].filter((word) => word !== undefined).join(' ')
    const key = end === 'cut' && sign === undefined ? 'cut by server, garbage' : `${end} by ${by}, ${how}`
    counts[key.replace(/, $/, '')] = (counts[key.replace(/, $/, '')] ?? 0) + 1
  }
  return counts
}

function expectAgreement({ server, recorder }: Rig): void {
  expect(account(recorder)).toEqual(server.counts)
  expect(ends(recorder)).toEqual({ ...server.ends, 'kept by client': CONNECTIONS })
  expect(recorder.begun).toBe(server.requests)
  expect(countAttempts(recorder.outcomes)).toBe(recorder.begun)
  expect(recorder.lifelines.length).toBe(server.connections)
  expect(new Set(recorder.lifelines.map(({ id }) => id)).size).toBe(server.connections)
}

const { silence: _, ...quick } = FAULTS
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of FAULTS
const QUICK = Object.keys(quick) as FaultName[]

describe('HTTP/2 connections', () => {
  test('of a healthy server are kept, and nothing is lost', async () => {
    const rig = await start({})
    await until(() => rig.recorder.outcomes.ok >= 5_000)
    await stop(rig)
    expectAgreement(rig)
    expect(rig.recorder.attempts).toEqual([])
    expect(rig.server.connections).toBe(CONNECTIONS)
    expect(rig.recorder.lifelines[0]).toMatchObject({ kind: 'http2', generation: 'one' })
  })

  test('that end in every way, and streams that do, agree with the server class by class', async () => {
    const rig = await start({ faults: QUICK, streamFaultEvery: 23 })
    await until(() => rig.server.faulted >= QUICK.length * 12)
    await stop(rig)
    expectAgreement(rig)
    expect(rig.server.requests).toBeGreaterThan(3_000)
  })
})
