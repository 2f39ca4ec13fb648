import { afterEach, describe, expect, test } from 'vitest'
import { type FaultyServer, startFaultyServer } from '../../../fixtures/faulty-server.ts'
import { countBy, startRun, until } from './rig.ts'

let server: FaultyServer
afterEach(() => server.close())

describe('a retrying client', () => {
  test.each(['fin', 'rst'] as const)('sends what %s lost on a reused connection once more, really', async (fault) => {
    server = await startFaultyServer({ faults: [fault], every: 100, offset: 20 })
    const run = await startRun({ url: server.url, connections: 5, retrying: true })
    await until(() => server.requests() >= 5_000, '5,000 requests')
    const tally = await run.stop()
    const lost = server.counts()[fault]
    const outcome = fault === 'fin' ? 'dropped' : 'reset'
    const retried = tally.attempts.filter((attempt) => attempt.retried !== undefined)
    expect(countBy(retried, (attempt) => `${attempt.retried?.outcome}, then ${attempt.outcome}`)).toEqual({
      [`${outcome}, then ok`]: retried.length,
    })
    // Those on new connections are not retryable; all others were.
    const kept = tally.attempts.filter((attempt) => attempt.retried === undefined)
    expect(kept.every(({ connection }) => !connection.reused)).toBe(true)
    expect(retried.length + kept.length).toBe(lost)
    expect(retried.length).toBeGreaterThan(lost / 2)
    expect(server.requests()).toBe(tally.begun + retried.length)
    expect(tally.outcomes.ok).toBe(tally.begun - kept.length)
  })

  test.each(['strict', 'retrying'] as const)(
    'is what its traffic says: %s, whatever the scenario does',
    async (clients) => {
      server = await startFaultyServer({ faults: ['fin'], every: 100, offset: 20 })
      const run = await startRun({ url: server.url, connections: 5, retrying: clients === 'strict', clients })
      await until(() => server.requests() >= 2_000, '2,000 requests')
      const { attempts } = await run.stop()
      const resent = attempts.filter(({ retried }) => retried !== undefined)
      expect(resent.length > 0).toBe(clients === 'retrying')
    },
  )

  test('takes the outcome of the second try, also when that fails', async () => {
    server = await startFaultyServer({ faults: ['fin', '503'], every: 1, offset: 50 })
    const run = await startRun({ url: server.url, connections: 1, retrying: true })
    await until(() => run.tally.attempts.length >= 1, 'a failure')
    const tally = await run.stop()
    expect(tally.attempts[0]).toMatchObject({
      outcome: 'status',
      status: 503,
      retryable: false,
      retried: { outcome: 'dropped', phase: 'headers', code: 'FIN', sent: expect.any(Number), end: expect.any(Number) },
      connection: { reused: false },
    })
  })

  test('never sends a POST twice, nor what was answered in part', async () => {
    server = await startFaultyServer({ faults: ['fin', 'fin-in-body'], every: 50 })
    const requests = [{ method: 'POST', body: 'x' }]
    const run = await startRun({ url: server.url, connections: 5, retrying: true, requests })
    await until(() => server.requests() >= 1_000, '1,000 requests')
    const tally = await run.stop()
    expect(server.requests()).toBe(tally.begun)
    expect(tally.attempts.every(({ retryable, retried }) => !retryable && retried === undefined)).toBe(true)
    const { fin, 'fin-in-body': inBody } = server.counts()
    expect([tally.outcomes.dropped, tally.outcomes.truncated]).toEqual([fin, inBody])
  })
})

test('a strict client retries nothing, and says what a retrying one would have', async () => {
  server = await startFaultyServer({ faults: ['fin'], every: 100, offset: 20 })
  const run = await startRun({ url: server.url, connections: 5 })
  await until(() => server.requests() >= 2_000, '2,000 requests')
  const tally = await run.stop()
  expect(server.requests()).toBe(tally.begun)
  expect(tally.outcomes.dropped).toBe(server.counts().fin)
  expect(tally.attempts.every(({ retryable, connection }) => retryable === connection.reused)).toBe(true)
})
