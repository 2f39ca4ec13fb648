import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { planScenario } from '../../src/plan/plan-scenario.ts'
import { resolveScenario } from '../../src/run/read-scenario.ts'
import { readScenario } from '../../src/scenario/read.ts'
import { listLibrary, variables } from '../scenario/support.ts'

const ENV = { SHOP_SERVICE_HOST: '10.0.0.1', SHOP_SERVICE_PORT: '80' }

/** Otherwise it would pass on one day and prove too little on another, as its restarts take their time or not. */
test('a scenario of the library that expects a pass makes the requests for it, however long its restarts take', () => {
  const scenarios = listLibrary().map((file) =>
    resolveScenario(readScenario(file), variables({ here: dirname(file), env: ENV })),
  )
  const passing = scenarios.filter(({ expect: expected }) => (expected?.verdict ?? 'pass') === 'pass')
  expect(passing.length).toBeGreaterThan(40)
  const short = passing.map((scenario) => planScenario(scenario)).filter(({ claim }) => claim.provable !== 'yes')
  expect(short.map(({ scenario, claim }) => `${scenario.name}: ${claim.missing} requests too few`)).toEqual([])
})
