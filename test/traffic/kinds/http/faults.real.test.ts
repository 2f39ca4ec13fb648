import { afterEach, describe, expect, test } from 'vitest'
import { noOutcomes, type Outcome, type OutcomeCounts } from '../../../../src/model/outcome.ts'
import { FAULTS, type Fault, type FaultyServer, startFaultyServer } from '../../../fixtures/faulty-server.ts'
import { countBy, startRun, sum, type Tally, until } from './rig.ts'

/** How each fault has to be counted. */
const OUTCOME_OF: Record<Fault, Outcome> = {
  fin: 'dropped',
  rst: 'reset',
  'fin-in-headers': 'truncated',
  'rst-in-headers': 'truncated',
  'fin-in-body': 'truncated',
  'rst-in-body': 'truncated',
  'fin-in-chunked': 'truncated',
  'rst-in-chunked': 'truncated',
  '503': 'status',
  garbage: 'invalid',
  silence: 'timeout',
  'silence-in-body': 'timeout',
  'close-announced': 'ok',
  'eof-body': 'ok',
  'early-fin-after-response': 'ok',
}

let server: FaultyServer
afterEach(() => server.close())

/** The outcomes that the server's own count demands. Late requests come after its FIN, and so are dropped. */
function demanded(): OutcomeCounts {
  const outcomes = noOutcomes()
  let faults = 0
  const counts = server.counts()
  for (const fault of FAULTS) {
    const count = counts[fault]
    outcomes[OUTCOME_OF[fault]] += count
    faults += count
  }
  outcomes.dropped += server.late()
  outcomes.ok += server.requests() - faults - server.late()
  return outcomes
}

function expectAgreement(tally: Tally): void {
  expect(tally.outcomes).toEqual(demanded())
  expect(tally.begun).toBe(server.requests())
  expect(sum(tally.outcomes)).toBe(tally.begun)
  // A busy machine may hold up the generator; nothing else is to be told.
  expect(tally.events.filter(({ kind }) => kind === 'trouble')).toEqual([])
}

const QUICK = FAULTS.filter((fault) => OUTCOME_OF[fault] !== 'timeout')

describe.each([
  { loop: 'closed loop', rate: undefined, connections: 20 },
  { loop: 'open loop', rate: 4_000, connections: 50 },
])('$loop', ({ rate, connections }) => {
  const load = { connections, ...(rate !== undefined && { rate }) }

  test.each(QUICK)('counts %s exactly as often as the server committed it', async (fault) => {
    server = await startFaultyServer({ faults: [fault], every: 100 })
    const run = await startRun({ url: server.url, ...load })
    await until(() => server.requests() >= 5_000, '5,000 requests')
    expectAgreement(await run.stop())
    expect(server.counts()[fault]).toBeGreaterThanOrEqual(45)
  })

  test.each(['silence', 'silence-in-body'] as const)('counts %s as timeout in its phase', async (fault) => {
    server = await startFaultyServer({ faults: [fault], every: 100 })
    const run = await startRun({ url: server.url, ...load, timeoutMs: 400 })
    await until(() => server.counts()[fault] >= 10, '10 silences')
    const tally = await run.stop()
    expectAgreement(tally)
    const phase = fault === 'silence' ? 'headers' : 'body'
    expect(countBy(tally.attempts, (attempt) => `${attempt.outcome} in ${attempt.phase}`)).toEqual({
      [`timeout in ${phase}`]: server.counts()[fault],
    })
  })
})

describe('both accounts over many requests', () => {
  test('agree class by class over 150,000 requests in a closed loop', async () => {
    server = await startFaultyServer({ faults: [...QUICK], every: 500 })
    const run = await startRun({ url: server.url, connections: 50, requests: [{}, { path: '/chunked' }] })
    await until(() => server.requests() >= 150_000, '150,000 requests', 60_000)
    expectAgreement(await run.stop())
    for (const fault of QUICK) expect(server.counts()[fault]).toBeGreaterThanOrEqual(20)
  }, 90_000)

  test('agree class by class over 50,000 requests in an open loop', async () => {
    server = await startFaultyServer({ faults: [...FAULTS], every: 100 })
    const requests = [{}, { path: '/chunked' }]
    const run = await startRun({ url: server.url, connections: 60, rate: 5_000, timeoutMs: 1_000, requests })
    await until(() => server.requests() >= 50_000, '50,000 requests', 60_000)
    expectAgreement(await run.stop())
    for (const fault of FAULTS) expect(server.counts()[fault]).toBeGreaterThanOrEqual(30)
  }, 90_000)
})
