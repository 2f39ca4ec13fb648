import { describe, expect, test } from 'vitest'
import { countAttempts } from '../../../../src/model/outcome.ts'
import { DOWNLOAD_FAULTS, type DownloadFault } from '../../../fixtures/transfer-server.ts'
import { downloads, ends, serveTransfers, startProbe, until } from '../../transfer/rig.ts'

const EXPECTED: [DownloadFault, attempt: string, line: string | undefined][] = [
  ['fin', 'dropped FIN', undefined],
  ['rst', 'reset ECONNRESET', undefined],
  ['fin-in-body', 'truncated FIN', 'cut server FIN'],
  ['rst-in-body', 'truncated ECONNRESET', 'cut server RST'],
  ['silence', 'timeout', undefined],
  ['silence-in-body', 'timeout', 'stalled server silence'],
  ['wrong-byte', 'invalid CONTENT_MISMATCH', 'kept client'],
  ['short', 'invalid CONTENT_MISMATCH', 'kept client'],
  ['503', 'status 503', undefined],
]

describe('downloads', () => {
  test.each(EXPECTED)('that meet %s are %s, and their lifelines %s', async (fault, attempt, line) => {
    const server = await serveTransfers({ faults: [undefined, fault] })
    const { recorder, probe } = await startProbe(server.url, downloads())
    await until(() => recorder.outcomes.ok >= 3)
    await probe.stop()
    expect(recorder.byCode()).toEqual({ [attempt]: 1 })
    const kept = recorder.outcomes.ok
    const expected = { 'kept client': kept }
    if (line !== undefined) Object.assign(expected, { [line]: (line === 'kept client' ? kept : 0) + 1 })
    expect(ends(recorder)).toEqual(expected)
    expect(server.counts()).toEqual({ good: kept, [fault]: 1 })
    expect(server.connections()).toBe(recorder.begun)
  })

  test('of many kinds at once agree with the server, and each cut one has its time without service', async () => {
    const faults = Array.from({ length: 20 }, () => [...DOWNLOAD_FAULTS, undefined, undefined]).flat()
    const server = await serveTransfers({ faults: [undefined, ...faults], bytes: 16_384 })
    const { recorder, probe } = await startProbe(server.url, downloads({ connections: 10 }))
    const lost = () => recorder.lifelines.filter(({ end }) => end !== 'kept')
    // Each is recorded when its user is served again.
    await until(() => recorder.begun > faults.length && lost().length === 60)
    await probe.stop()
    const { good = 0, ...committed } = server.counts()
    expect(committed).toEqual(Object.fromEntries(DOWNLOAD_FAULTS.map((fault) => [fault, 20])))
    // A changed resource says so by its ETag, and is good.
    expect(recorder.outcomes.ok).toBe(good + 20)
    expect(recorder.byCode()).toEqual({
      'dropped FIN': 20,
      'reset ECONNRESET': 20,
      'truncated FIN': 20,
      'truncated ECONNRESET': 20,
      timeout: 40,
      'invalid CONTENT_MISMATCH': 40,
      'status 503': 20,
    })
    expect(ends(recorder)).toEqual({
      'kept client': recorder.outcomes.ok + 40,
      'cut server FIN': 20,
      'cut server RST': 20,
      'stalled server silence': 20,
    })
    expect(lost().every(({ withoutServiceMs = -1 }) => withoutServiceMs >= 0)).toBe(true)
    expect(
      recorder.lifelines.every(({ end, withoutServiceMs }) => end !== 'kept' || withoutServiceMs === undefined),
    ).toBe(true)
    expect(new Set(recorder.lifelines.map(({ id }) => id)).size).toBe(recorder.lifelines.length)
    expect(countAttempts(recorder.outcomes)).toBe(recorder.begun)
    expect(server.connections()).toBe(recorder.begun)
  })

  test('say where their content went wrong', async () => {
    const server = await serveTransfers({ faults: ['wrong-byte', undefined, 'short'], bytes: 32_000 })
    const { recorder, probe } = await startProbe(server.url, downloads())
    await until(() => recorder.attempts.length === 2)
    await probe.stop()
    expect(recorder.attempts.map(({ detail }) => detail)).toEqual([
      'at byte 16000 of the body expected "000000000016000\\n", found "X00000000016000\\n"',
      'expected 32000 bytes as in the first complete download of this version of /file, found 16000',
    ])
  })

  test('of bodies that do not describe themselves are held against the first', async () => {
    const server = await serveTransfers({ faults: [undefined, 'wrong-byte', undefined, 'changed'], pattern: false })
    const { recorder, probe } = await startProbe(server.url, downloads())
    await until(() => recorder.outcomes.ok >= 4)
    await probe.stop()
    expect(recorder.byCode()).toEqual({ 'invalid CONTENT_MISMATCH': 1 })
    expect(recorder.attempts[0]?.detail).toMatch(/^bytes 0 to 65535 of the body differ/)
  })

  test('are really read slowly: the server feels it, and what outlasts the run is unfinished and kept', async () => {
    const bytes = 30_000_000
    const server = await serveTransfers({ bytes, pattern: false })
    const { recorder, probe } = await startProbe(server.url, downloads({ bytesPerSecond: 262_144 }), { graceMs: 500 })
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    await probe.stop()
    expect(recorder.byCode()).toEqual({ unfinished: 1 })
    expect(recorder.attempts[0]?.bytesRead).toBeLessThan(262_144 * 4)
    expect(server.written(), 'the server could not write it all').toBeLessThan(bytes)
    expect(ends(recorder)).toEqual({ 'kept client': 1 })
  })

  test('that are silent when the run stops are stalled', async () => {
    const server = await serveTransfers({ faults: ['silence-in-body'] })
    const { recorder, probe } = await startProbe(server.url, downloads({ timeoutMs: 5_000 }), { graceMs: 300 })
    await until(() => server.written() > 0)
    await new Promise((resolve) => setTimeout(resolve, 200))
    await probe.stop()
    expect(recorder.byCode()).toEqual({ unfinished: 1 })
    expect(ends(recorder)).toEqual({ 'stalled server silence': 1 })
  })

  test('may take longer than the timeout, as long as bytes come', async () => {
    const server = await serveTransfers({ bytes: 200_000 })
    const { recorder } = await startProbe(server.url, downloads({ timeoutMs: 300, bytesPerSecond: 400_000 }))
    await until(() => recorder.begun === 2)
    expect(recorder.outcomes.ok).toBe(1)
    expect(recorder.oks[0]?.end ?? 0).toBeGreaterThan(300)
  })

  test('meet refusals with a pause', async () => {
    const server = await serveTransfers({})
    await server.close()
    const { recorder, probe } = await startProbe(server.url, downloads())
    await until(() => recorder.outcomes.refused >= 3)
    await probe.stop()
    expect(recorder.begun).toBeLessThanOrEqual(6)
    expect(recorder.lifelines).toEqual([])
  })
})
