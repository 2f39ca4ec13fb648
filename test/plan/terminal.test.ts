import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import type { TrafficSpec } from '../../src/model/scenario.ts'
import { planScenario } from '../../src/plan/plan-scenario.ts'
import { renderPlan } from '../../src/plan/terminal.ts'
import { displayWidth } from '../../src/text/clean.ts'
import { soundScenario } from '../verdict/support.ts'

const sound = soundScenario()
const PLANS = {
  provable: planScenario({ ...sound, timing: { ...sound.timing, baselineMs: 30_000 } }),
  short: planScenario(sound),
  open: planScenario({ ...sound, traffic: [...sound.traffic.filter(({ kind }) => kind === 'fresh'), closedLoop()] }),
  windows: planScenario({
    ...sound,
    timing: { ...sound.timing, baselineMs: 30_000 },
    sla: { ...sound.sla, windows: 0.999 },
  }),
  blind: planScenario({ ...sound, sla: { ...sound.sla, require: ['connections-kept'] } }),
}

function closedLoop(): TrafficSpec {
  return { name: 'http', kind: 'http', connections: 10, requests: [], timeoutMs: 5000 }
}

test.each(Object.entries(PLANS))('a plan that is %s', async (name, plan) => {
  const text = renderPlan(plan, { color: new Chalk({ level: 0 }), width: 80 })
  await expect(text).toMatchFileSnapshot(`golden/${name}.txt`)
})

test.each([40, 60, 100])('keeps within %i columns', (width) => {
  for (const plan of Object.values(PLANS)) {
    const lines = renderPlan(plan, { color: new Chalk({ level: 0 }), width }).split('\n')
    expect(lines.filter((line) => displayWidth(line) > width)).toEqual([])
  }
})
