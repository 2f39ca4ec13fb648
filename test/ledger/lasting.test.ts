import { expect, test } from 'vitest'
import type { Attempt } from '../../src/model/attempt.ts'
import type { Entry } from '../../src/model/entry.ts'
import { countFailures, type Outcome } from '../../src/model/outcome.ts'
import { buildRuleInput } from '../../src/verdict/findings/rule-input.ts'
import { buildLedger, failedAttempt, fresh, http, recordAll, runEntry } from './support.ts'

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each test writes the facts of its kind
const event = (t: number, facts: object): Entry => ({ entry: 'event', t, ...facts }) as Entry
const restartAt = (index: number, t: number): Entry[] => [
  event(t, { kind: 'restart-begun', index, old: [] }),
  event(t + 190, { kind: 'restart-settled', index, observed: true, drained: true, old: [], new: [] }),
]
const every = (ms: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / ms) + 1 }, (_, i) => from + i * ms)
const failing = (times: number[], outcome: Outcome = 'refused'): Attempt[] =>
  times.map((end) => ({ ...failedAttempt, traffic: 'fresh', due: end - 1, end, outcome }))

/** Restart 1 is from 1000 to 1190 and restart 2 from 5000 to 5190; the losses of each, in its account and in the findings. */
async function run(oks: number[], failures: Attempt[], second = 5000) {
  const events = [event(100, { kind: 'phase', phase: 'baseline' }), ...restartAt(1, 1000), ...restartAt(2, second)]
  const grace = event(8000, { kind: 'phase', phase: 'grace' })
  const end: Entry = { entry: 'end', t: 8000, interrupted: false }
  const entries = recordAll('fresh', oks, failures)
  const ledger = await buildLedger([runEntry({ traffic: [http, fresh] }), ...events, ...entries, grace, end])
  const { lost } = buildRuleInput(ledger)
  const found = (index: number | null) => lost.filter(({ restart }) => restart === index).length
  return {
    counted: ledger.restarts.map(({ outcomes }) => countFailures(outcomes)),
    found: [found(1), found(2), found(null)],
  }
}

test.each(['refused', 'reset', 'timeout', 'status', 'invalid'] as const)(
  'an outage of %s that restart 1 began and nothing ended is its own, through restart 2 and to the end',
  async (outcome) => {
    const failures = failing(every(100, 1050, 7950), outcome)
    expect(await run(every(10, 0, 1040), failures)).toEqual({ counted: [70, 0], found: [70, 0, 0] })
  },
)

test('an outage that ends before restart 2 leaves that its own losses', async () => {
  const failures = failing([...every(100, 1050, 2950), 5050])
  expect(await run([...every(10, 0, 1040), ...every(10, 2960, 7990)], failures)).toEqual({
    counted: [20, 1],
    found: [20, 1, 0],
  })
})

test('requests of a traffic with few answers, let in again after restart 1 and cut by restart 2, are of restart 2', async () => {
  const cut: Attempt = { ...failedAttempt, traffic: 'fresh', due: 2500, end: 5100, outcome: 'dropped' }
  const crossed: Attempt = { ...cut, due: 5005, end: 5099, outcome: 'reset' }
  const failures = [...failing(every(100, 1050, 2450)), crossed, cut, ...failing(every(100, 5150, 6550))]
  expect(await run(every(10, 0, 1040), failures)).toEqual({ counted: [15, 17], found: [15, 17, 0] })
})

test('cut as they came, after refusals and with no restart between, they stay of restart 1', async () => {
  const cut: Attempt = { ...failedAttempt, traffic: 'fresh', due: 2500, end: 2600, outcome: 'dropped' }
  const failures = [...failing(every(100, 1050, 2450)), cut, ...failing(every(100, 2650, 6550))]
  expect(await run(every(10, 0, 1040), failures)).toEqual({ counted: [56, 0], found: [56, 0, 0] })
})

test('what failed again after good answers is of no restart', async () => {
  const failures = failing([1050, ...every(100, 3050, 3950)])
  expect(await run([...every(10, 0, 1040), ...every(10, 1060, 3000), ...every(10, 4000, 7990)], failures)).toEqual({
    counted: [1, 0],
    found: [1, 0, 10],
  })
})

test('an outage that had begun before the restart is not its own', async () => {
  const failures = failing(every(100, 850, 7950))
  expect((await run(every(10, 0, 800), failures)).counted).toEqual([2, 2])
})

test('nor is one that is no longer than those before any restart', async () => {
  const failures = failing([...every(100, 250, 850), ...every(100, 1150, 1750)])
  const oks = [...every(10, 0, 200), ...every(10, 900, 1100), ...every(10, 1800, 7990)]
  expect((await run(oks, failures)).counted).toEqual([1, 0])
})

test('an outage that restart 2 began in the last slot of restart 1 is that of restart 2', async () => {
  const failures = failing([1196, ...every(100, 1250, 7950)])
  expect((await run(every(10, 0, 1190), failures, 1192)).found).toEqual([0, 69, 0])
})
