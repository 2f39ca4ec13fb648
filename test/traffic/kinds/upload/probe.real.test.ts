import { describe, expect, test } from 'vitest'
import { countAttempts } from '../../../../src/model/outcome.ts'
import { UPLOAD_FAULTS, type UploadFault } from '../../../fixtures/transfer-server.ts'
import { ends, serveTransfers, startProbe, until, uploads } from '../../transfer/rig.ts'

const EXPECTED: [UploadFault, attempt: string, line: string][] = [
  ['fin-early', 'dropped FIN', 'cut server FIN'],
  ['rst-early', 'reset ECONNRESET', 'cut server RST'],
  ['503-then-rst', 'status 503', 'graceful server notice 503'],
  ['379-then-rst', 'status 379', 'graceful server notice 379'],
  ['200-early', 'invalid EARLY_ANSWER', 'graceful server notice 200'],
  ['silence', 'timeout', 'stalled server silence'],
  ['wrong-count', 'invalid COUNT_MISMATCH', 'kept client'],
  ['503', 'status 503', 'kept client'],
  ['fin-after-all', 'dropped FIN', 'cut server FIN'],
]

describe('uploads', () => {
  test.each(EXPECTED)('that meet %s are %s, and their lifelines %s', async (fault, attempt, line) => {
    const server = await serveTransfers({ faults: [undefined, fault] })
    const { recorder, probe } = await startProbe(server.url, uploads({ timeoutMs: 500 }))
    await until(() => recorder.outcomes.ok >= 2)
    await probe.stop()
    expect(recorder.byCode()).toEqual({ [attempt]: 1 })
    const kept = recorder.outcomes.ok + (line === 'kept client' ? 1 : 0)
    expect(ends(recorder)).toEqual({ 'kept client': kept, ...(line !== 'kept client' && { [line]: 1 }) })
    expect(server.counts()).toEqual({ good: recorder.outcomes.ok, [fault]: 1 })
    expect(server.connections()).toBe(recorder.begun)
    expect(recorder.attempts[0]).toMatchObject({ method: 'POST', retryable: false })
  })

  test('of many kinds at once agree with the server', async () => {
    const faults = Array.from({ length: 10 }, () => [...UPLOAD_FAULTS, undefined]).flat()
    const server = await serveTransfers({ faults })
    const spec = uploads({ connections: 10, timeoutMs: 1_500, overMs: 400 })
    const { recorder, probe } = await startProbe(server.url, spec)
    await until(() => recorder.begun > faults.length + 20)
    await probe.stop()
    const { good = 0, ...committed } = server.counts()
    expect(committed).toEqual(Object.fromEntries(UPLOAD_FAULTS.map((fault) => [fault, 10])))
    expect(recorder.outcomes.ok).toBe(good)
    expect(recorder.byCode()).toEqual({
      'dropped FIN': 20,
      'reset ECONNRESET': 10,
      'status 503': 20,
      'status 379': 10,
      'invalid EARLY_ANSWER': 10,
      timeout: 10,
      'invalid COUNT_MISMATCH': 10,
    })
    expect(ends(recorder)).toEqual({
      'kept client': good + 20,
      'cut server FIN': 20,
      'cut server RST': 10,
      'graceful server notice 503': 10,
      'graceful server notice 379': 10,
      'graceful server notice 200': 10,
      'stalled server silence': 10,
    })
    expect(server.verified(), 'good, fin-after-all, wrong-count, 503').toBe(good + 30)
    expect(countAttempts(recorder.outcomes)).toBe(recorder.begun)
    expect(server.connections()).toBe(recorder.begun)
  })

  test('are sent evenly', async () => {
    const server = await serveTransfers({})
    const { recorder } = await startProbe(server.url, uploads({ overMs: 600, bytes: 1_000_000, timeoutMs: 5_000 }))
    await until(() => recorder.begun === 2)
    expect(recorder.outcomes.ok).toBe(1)
    expect(recorder.oks[0]?.end ?? 0).toBeGreaterThanOrEqual(600)
    expect(server.verified()).toBe(1)
  })

  test('that the run ends in the middle of are unfinished and kept', async () => {
    const server = await serveTransfers({})
    const { recorder, probe } = await startProbe(server.url, uploads({ overMs: 5_000, timeoutMs: 9_000 }), {
      graceMs: 200,
    })
    await until(() => server.connections() === 1)
    await probe.stop()
    expect(recorder.byCode()).toEqual({ unfinished: 1 })
    expect(ends(recorder)).toEqual({ 'kept client': 1 })
  })
})
