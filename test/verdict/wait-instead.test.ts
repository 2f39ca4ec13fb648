import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import type { Entry } from '../../src/model/entry.ts'
import type { RunEvent } from '../../src/model/event.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { resolveScenario } from '../../src/run/read-scenario.ts'
import { readScenario } from '../../src/scenario/read.ts'
import { judge } from '../../src/verdict/judge.ts'
import { buildLedger, runEntry } from '../ledger/support.ts'
import { listLibrary, variables } from '../scenario/support.ts'

const ENV = { SHOP_SERVICE_HOST: '10.0.0.1', SHOP_SERVICE_PORT: '80' }

/** All that a restart shows which went well. */
function restartOf(index: number): RunEvent[] {
  const t = index * 10_000
  return [
    { t, kind: 'restart-begun', index, old: [`pid ${index}`] },
    { t: t + 50, kind: 'takeover', index, generation: `pid ${index + 1}` },
    { t: t + 100, kind: 'old-gone', index },
    {
      t: t + 100,
      kind: 'restart-settled',
      index,
      observed: true,
      drained: true,
      old: [`pid ${index}`],
      new: [`pid ${index + 1}`],
    },
  ]
}

async function isReplaced(scenario: Scenario): Promise<boolean> {
  const { count } = scenario.restart
  const restarts = Array.from({ length: count }, (_, i) => restartOf(i + 1)).flat()
  const entries: Entry[] = restarts.map((event) => ({ entry: 'event', ...event }))
  const end = { entry: 'end', t: (count + 1) * 10_000, interrupted: false } as const
  const { guarantees } = judge(await buildLedger([runEntry(scenario), ...entries, end]))
  return guarantees.some(({ id, status }) => id === 'replaced' && status === 'held')
}

/** It changes nothing, so that whatever was seen was seen without a restart. */
test('no scenario of the library has its target replaced by a wait of a second', async () => {
  const scenarios = listLibrary().map((file) =>
    resolveScenario(readScenario(file), variables({ here: dirname(file), env: ENV })),
  )
  expect(scenarios.length).toBeGreaterThan(60)
  const wait = { kind: 'wait', until: { ms: 1000 }, withinMs: 1000 }
  for (const scenario of scenarios) {
    const { restart } = scenario
    // The same evidence does for the steps that the scenario has.
    expect.soft(await isReplaced(scenario), scenario.name).toBe(true)
    expect.soft(await isReplaced({ ...scenario, restart: { ...restart, steps: [wait] } }), scenario.name).toBe(false)
  }
})
