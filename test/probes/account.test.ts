import { afterEach, describe, expect, test } from 'vitest'
import { countAttempts } from '../../src/model/outcome.ts'
import type { TrafficSpec } from '../../src/model/scenario.ts'
import { createProbe } from '../../src/probes/index.ts'
import { type Fault, type FaultyOptions, type FaultyServer, startFaultyServer } from '../fixtures/faulty-server.ts'
import { createMemoryRecorder, type MemoryRecorder } from './memory-recorder.ts'
import { requestTo, wireTo } from './wire.ts'

const REQUESTS = 20_000
const FAULTS: Fault[] = [
  'fin',
  'rst',
  'fin-in-headers',
  'rst-in-headers',
  'fin-in-body',
  'rst-in-body',
  'fin-in-chunked',
  'rst-in-chunked',
  '503',
  'garbage',
  'silence',
  'silence-in-body',
  'close-announced',
  'eof-body',
]

const base = { requests: [requestTo('/'), requestTo('/chunked')], timeoutMs: 5_000 }
const SPECS: Exclude<TrafficSpec, { kind: 'http' | 'idle' }>[] = [
  { ...base, name: 'fresh', kind: 'fresh', rate: 800, sources: [] },
  { ...base, name: 'keepalive', kind: 'keepalive', connections: 50, everyMs: 10 },
  { ...base, name: 'slow', kind: 'slow', connections: 50 },
]

let server: FaultyServer
afterEach(() => server.close())

/** Runs a probe until the server has read `requests`. */
async function run(spec: TrafficSpec, options: FaultyOptions, requests: number): Promise<MemoryRecorder> {
  server = await startFaultyServer(options)
  const wire = await wireTo(server.url)
  const recorder = createMemoryRecorder()
  const probe = createProbe({ spec, wire, recorder, retrying: false, graceMs: 10_000 })
  probe.start(wire.clock.now())
  while (server.requests() < requests) await new Promise((resolve) => setTimeout(resolve, 20))
  await probe.stop()
  return recorder
}

describe.each(SPECS)('the account of $kind', (spec) => {
  test('agrees with that of a misbehaving server, class by class', async () => {
    const recorder = await run(spec, { faults: FAULTS, every: 25 }, REQUESTS)
    const faults = server.counts()
    expect(recorder.begun).toBe(server.requests())
    expect(countAttempts(recorder.outcomes)).toBe(recorder.begun)
    const {
      'close-announced': announced,
      'eof-body': eof,
      silence,
      'silence-in-body': bodySilence,
      garbage,
      ...bad
    } = faults
    expect(announced * eof * silence * bodySilence * garbage * bad.fin).toBeGreaterThan(0)
    const { 'invalid HPE_INVALID_CONSTANT': invalid = 0, ...seen } = recorder.byCode()
    expect(invalid).toBe(garbage)
    expect(seen).toEqual({
      'dropped FIN': bad.fin,
      'reset ECONNRESET': bad.rst,
      'truncated FIN': bad['fin-in-headers'] + bad['fin-in-body'] + bad['fin-in-chunked'],
      'truncated ECONNRESET': bad['rst-in-headers'] + bad['rst-in-body'] + bad['rst-in-chunked'],
      'status 503': bad['503'],
      timeout: silence + bodySilence,
    })
    expect(recorder.attempts.filter(({ outcome, phase }) => outcome === 'timeout' && phase === 'body').length).toBe(
      bodySilence,
    )
    expect(recorder.events).toEqual([])
  })

  test('shows no failure at all against a healthy server', async () => {
    const recorder = await run(spec, {}, REQUESTS / 4)
    expect(recorder.outcomes.ok).toBe(recorder.begun)
    expect(recorder.begun).toBe(server.requests())
    expect(recorder.attempts).toEqual([])
  })
})
