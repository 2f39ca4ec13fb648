import { expect, test } from 'vitest'
import type { Scenario } from '../../src/model/scenario.ts'
import { warnOfClaim, warnOfSkipped } from '../../src/run/warnings.ts'
import { soundScenario } from '../verdict/support.ts'

/** One restart, 6 s around it, and 2,995 requests to prove 99.9%. */
function scenario(rate: number): Scenario {
  const sound = soundScenario()
  return {
    ...sound,
    traffic: [{ name: 'fresh', kind: 'fresh', rate, sources: [], requests: [], timeoutMs: 5000 }],
    restart: { count: 1, everyMs: 10_000, steps: [] },
    timing: { warmupMs: 1000, baselineMs: 3000, cooldownMs: 3000, graceMs: 1000 },
    sla: { ...sound.sla, availability: 0.999, confidence: 0.95, require: [] },
  }
}

test('a scenario that proves nothing, or only by chance, is warned about beforehand', () => {
  const messages = [100, 200, 500].map((rate) => warnOfClaim(scenario(rate)).map(({ message }) => message))
  expect(messages).toEqual([
    [expect.stringContaining('cannot prove its SLA: at least 600 requests are expected')],
    ['this scenario proves its SLA only if its last restart takes 8.97 s or longer; hitless plan says what to change'],
    [],
  ])
})

test('what a recording has and is not replayed is named, entry by entry, once for each reason', () => {
  const skipped = {
    file: 'shop.har',
    requests: [
      { entry: 2, what: 'GET data:image/png', why: 'the browser sends nothing for it' },
      { entry: 3, what: 'CONNECT a:443', why: 'CONNECT opens a tunnel' },
      { entry: 5, what: 'GET data:image/gif', why: 'the browser sends nothing for it' },
    ],
  }
  const read = scenario(100)
  const traffic = read.traffic.map((spec) => ({ ...spec, skipped }))
  expect(warnOfSkipped({ ...read, traffic: [...traffic, ...traffic] })).toEqual([
    {
      code: 'not-replayed',
      message:
        'shop.har: 2 entries are not replayed, as the browser sends nothing for it: 2 (GET data:image/png), 5 (GET data:image/gif)',
    },
    {
      code: 'not-replayed',
      message: 'shop.har: an entry is not replayed, as CONNECT opens a tunnel: 3 (CONNECT a:443)',
    },
  ])
  expect(warnOfSkipped(read)).toEqual([])
})
