import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { RunEvent } from '../../src/model/event.ts'
import { FINDINGS } from '../../src/model/finding.ts'
import { FAILURES } from '../../src/model/outcome.ts'
import { explainLosses, findFindings } from '../../src/verdict/findings.ts'
import { findIn, idsIn, lost, onReused, refused } from './findings/support.ts'
import { attempt, bucket, ledgerWith, lifeline, restart, soundLedger } from './support.ts'

describe('findings', () => {
  test('are none of a clean restart', () => {
    expect(findFindings(soundLedger())).toEqual([])
  })

  test('are none of a run without restarts or failures', () => {
    expect(findFindings(ledgerWith({ restarts: [] }))).toEqual([])
  })

  test('explain each loss once, and leave none out', () => {
    const ends = [2000, 5001, 5100, 5399, 6300, 9000]
    const attempts = FAILURES.flatMap((outcome) =>
      ends.flatMap((end) => [
        lost(end, 2, { outcome }),
        lost(end, 900, { outcome }),
        onReused(end, 2, { outcome }),
        attempt({ ...refused(end), outcome }),
      ]),
    )
    const lifelines = ends.map((closed) => lifeline({ end: 'cut', closed, restart: closed < 5000 ? null : 1 }))
    const facts = { restarts: [restart({ settled: 6400 })], attempts, attemptsRecorded: attempts.length, lifelines }
    const explanations = explainLosses(ledgerWith(facts))
    expect(explanations.length).toBeGreaterThan(8)
    expect(explanations.at(-1)?.id).toBe('unexplained')
    const explained = explanations.flatMap(({ losses = [] }) => losses.map((loss) => loss.attempt))
    expect(explained).toHaveLength(attempts.length)
    expect(new Set(explained)).toEqual(new Set(attempts))
    expect(explanations.flatMap((one) => one.lifelines ?? [])).toHaveLength(lifelines.length)
  })

  test('are whole: title, explanation, evidence, remedy and references', () => {
    const findings = findFindings(
      ledgerWith({ attempts: [refused(5100), lost(5100, 900), onReused(5100, 2), lost(2000, 1)] }),
    )
    expect(findings.length).toBeGreaterThan(3)
    for (const { id, title, explanation, evidence, remedy, references } of findings) {
      expect([id, title, explanation, evidence, remedy].filter((text) => text.trim() === '')).toEqual([])
      expect(references.length).toBeGreaterThan(0)
      expect(evidence).toMatch(/\d/)
    }
  })

  test('say where they rest on a part of the losses alone', () => {
    const [finding] = findFindings(ledgerWith({ attempts: [refused(5100)], attemptsRecorded: 23_111 }))
    expect(finding?.evidence).toMatch(
      / \(counted in a sample of 1 of 23,111 lost requests, spread over restarts and causes\)\.$/,
    )
  })

  test('blame a restart for what was on its way in it, and no other time', () => {
    const restarts = [restart({}), restart({ index: 2, begun: 5600, settled: 5800 })]
    const of = (end: number, inFlight: number) =>
      findFindings(ledgerWith({ restarts, attempts: [lost(end, inFlight)] })).map(({ restarts: indexes }) => indexes)
    // Shortly after the restart had settled, and a request that two restarts saw: the last one cut it.
    expect(of(5590, 3)).toEqual([[1]])
    expect(of(5610, 900)).toEqual([[2]])
    expect(of(8000, 3)).toEqual([[]])
  })
})

test('each finding has a rule with a test, and a row in the documentation', () => {
  const tests = readdirSync(new URL('findings', import.meta.url)).filter((file) => file.endsWith('.test.ts'))
  expect(tests.toSorted()).toEqual(FINDINGS.map((id) => `${id}.test.ts`).toSorted())
  const docs = readFileSync(new URL('../../docs/reference/findings.md', import.meta.url), 'utf8')
  expect([...docs.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, id]) => id)).toEqual([...FINDINGS])
})

test('timeouts have no finding where the harness was the bottleneck', () => {
  const attempts = [lost(8000, 2900, { outcome: 'timeout', phase: 'body', bytesRead: 9 })]
  expect(idsIn({ attempts })).toEqual(['unexplained'])
  expect(idsIn({ attempts, events: [{ t: 5100, kind: 'harness-stalled', thread: 'load', ms: 700 }] })).toEqual([])
})

const hanging = (due: number) =>
  lost(due + 3000, 3000, { due, outcome: 'timeout', phase: 'headers', connection: { id: 1, reused: false } })
const stalled = (t: number) => ({ t, kind: 'harness-stalled', thread: 'load', ms: 700 }) as const

describe('a harness that was the bottleneck in the second of two restarts', () => {
  const restarts = [
    restart({ outageMs: 900 }),
    restart({ index: 2, begun: 20_000, settled: 20_400, outageMs: 900, connectRetries: { 1: 12 } }),
  ]
  const behind = { kind: 'generator-behind', traffic: 'fresh', lateMs: 600, arrivals: 9 } as const
  // Others were answered meanwhile.
  const buckets = [bucket('fresh', 6000, { ok: 9 }), bucket('fresh', 21_000, { ok: 9 })]
  const found = (...events: RunEvent[]) =>
    findIn({ durationMs: 40_000, restarts, buckets, attempts: [hanging(5060), hanging(20_060)], events }).map(
      ({ id, restarts: of }) => `${id} ${of.join()}`,
    )

  test('takes nothing away from what the first one did', () => {
    expect(found()).toEqual(['accept-stall 1,2', 'left-hanging 1,2', 'slow-connects 2'])
    for (const event of [stalled(20_900), { t: 22_000, ...behind }])
      expect(found(event)).toEqual(['accept-stall 1', 'left-hanging 1'])
  })

  test('but from what was on its way, whosever it is', () => {
    // Each of them is 3 s on its way: the first is given up at 8060.
    const first = ['accept-stall 2', 'left-hanging 2', 'slow-connects 2']
    expect(found(stalled(7000))).toEqual(first)
    expect(found({ t: 7000, ...behind })).toEqual(first)
  })

  test('takes nothing away where its lateness was jitter, or that of the main thread', () => {
    expect(found({ t: 20_900, ...behind, lateMs: 90 }, { ...stalled(20_900), thread: 'main' })).toEqual(found())
  })
})
