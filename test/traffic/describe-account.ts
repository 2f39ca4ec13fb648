import { afterEach, describe, expect, test } from 'vitest'
import { countAttempts, noOutcomes } from '../../src/model/outcome.ts'
import type { KnownTraffic } from '../../src/traffic/index.ts'
import { FAULTS, type FaultyOptions, type FaultyServer, startFaultyServer } from '../fixtures/faulty-server.ts'
import { type ProbeThread, startProbeThread, until } from './probe-thread.ts'

const REQUESTS = 20_000

let server: FaultyServer

/** The tests of a kind that sends HTTP/1.1 requests: its account agrees with that of a server which misbehaves, or does not. */
export function describeAccount(spec: KnownTraffic): void {
  describe(`the account of ${spec.kind}`, () => {
    afterEach(() => server.close())

    test('agrees with that of a misbehaving server, class by class', { timeout: 180_000 }, async () => {
      // A complete response with an unannounced FIN behind it can cost the next request on its connection, which is no fault here.
      const faults = FAULTS.filter((fault) => fault !== 'early-fin-after-response')
      const thread = await run(spec, { faults, every: 25 }, REQUESTS)
      const { begun, outcomes } = thread.total(spec.name)
      const seen = server.counts()
      expect(Math.min(...faults.map((fault) => seen[fault]))).toBeGreaterThan(20)
      expect(begun).toBe(server.requests())
      expect(countAttempts(outcomes)).toBe(begun)
      expect(countByCode(thread)).toEqual({
        'dropped in headers FIN': seen.fin,
        'reset in headers ECONNRESET': seen.rst,
        'truncated in headers FIN': seen['fin-in-headers'],
        'truncated in headers ECONNRESET': seen['rst-in-headers'],
        'truncated in body FIN': seen['fin-in-body'] + seen['fin-in-chunked'],
        'truncated in body ECONNRESET': seen['rst-in-body'] + seen['rst-in-chunked'],
        'status in body 503': seen['503'],
        'invalid in headers HPE_INVALID_CONSTANT': seen.garbage,
        'timeout in headers': seen.silence,
        'timeout in body': seen['silence-in-body'],
      })
      expect(outcomes.ok).toBe(begun - thread.attempts().length)
      expect(server.late()).toBe(0)
    })

    test('shows no failure at all against a healthy server', { timeout: 180_000 }, async () => {
      const thread = await run(spec, {}, REQUESTS / 4)
      expect(countByCode(thread)).toEqual({})
      expect(thread.total(spec.name).outcomes).toEqual({ ...noOutcomes(), ok: server.requests() })
      expect(thread.total(spec.name).begun).toBe(server.requests())
    })
  })
}

/**
 * Runs a probe in its thread until the server has read `requests`. The server has a thread of its own too: in one event loop with the
 * probe it would accept a single connection for each batch of new ones.
 */
async function run(spec: KnownTraffic, options: FaultyOptions, requests: number): Promise<ProbeThread> {
  server = await startFaultyServer(options)
  const thread = startProbeThread(server.url, [spec])
  await until(() => thread.messages.length > 0)
  thread.post({ type: 'start', at: 0, measureFrom: 0 })
  await until(() => server.requests() >= requests)
  thread.post({ type: 'stop', hurried: false })
  await thread.ended
  return thread
}

function countByCode(thread: ProbeThread): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { outcome, phase, code = '' } of thread.attempts()) {
    const key = `${outcome} in ${phase} ${code}`.trim()
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}
