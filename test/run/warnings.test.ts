import { expect, test } from 'vitest'
import type { Scenario } from '../../src/model/scenario.ts'
import { warnOfClaim } from '../../src/run/warnings.ts'
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

test('a scenario is told beforehand that it proves nothing, or only by chance', () => {
  const messages = [100, 200, 500].map((rate) => warnOfClaim(scenario(rate)).map(({ message }) => message))
  expect(messages).toEqual([
    [expect.stringContaining('cannot prove its SLA: at least 600 requests are expected')],
    ['this scenario proves its SLA only if its last restart takes 8.97 s or longer; hitless plan says what to change'],
    [],
  ])
})
