import { afterEach, describe, expect, test } from 'vitest'
import { type FaultyServer, startFaultyServer } from '../../../fixtures/faulty-server.ts'
import { countBy, startRun, sum, until } from './rig.ts'

let server: FaultyServer
afterEach(() => server.close())

describe('while the listener is closed', () => {
  test('every arrival of an open loop that needs a connection is refused, and none after it opens again', async () => {
    server = await startFaultyServer({ port: 23_821 })
    // Each answer ends its connection, so that each arrival needs a new one.
    const requests = [{ path: '/close' }]
    const run = await startRun({ url: server.url, connections: 10, rate: 500, requests, keepOks: true })
    await until(() => server.requests() >= 100, '100 requests')
    const closed = run.now()
    await server.closeListener()
    await until(() => run.tally.outcomes.refused >= 200, '200 refusals')
    await server.openListener()
    const opened = run.now()
    await until(() => run.tally.oks.filter(({ due }) => due > opened).length >= 100, '100 answers afterwards')
    const tally = await run.stop()
    expect(tally.begun).toBe(sum(tally.outcomes))
    // The connects that were under way as the listener closed may end as RST; all others have one way to end.
    const inBetween = tally.attempts.filter(({ due }) => closed < due && due < opened)
    expect(countBy(inBetween, ({ outcome }) => outcome)).toEqual({ refused: inBetween.length })
    expect(tally.oks.filter(({ due }) => closed < due && due < opened - 50)).toEqual([])
    expect(tally.attempts.filter(({ due }) => due > opened)).toEqual([])
    expect(tally.outcomes.ok).toBe(server.requests())
    expect(inBetween[0]).toMatchObject({
      outcome: 'refused',
      phase: 'connect',
      code: 'ECONNREFUSED',
      bytesWritten: 0,
      bytesRead: 0,
      connection: { id: 0, reused: false },
      retryable: false,
    })
    expect(inBetween[0]?.sent).toBeUndefined()
  })

  test('requests on connections that are still open are answered as before', async () => {
    server = await startFaultyServer({ port: 23_822 })
    const run = await startRun({ url: server.url, connections: 10, rate: 1_000 })
    await until(() => server.requests() >= 100, '100 requests')
    await server.closeListener()
    await until(() => server.requests() >= 300, '300 requests')
    const tally = await run.stop()
    expect(tally.attempts).toEqual([])
    expect(server.connections()).toBe(10)
    await server.openListener()
  })

  test('a closed loop pauses instead of trying as fast as it can', async () => {
    server = await startFaultyServer({ port: 23_823 })
    await server.closeListener()
    const run = await startRun({ url: server.url, connections: 5 })
    const since = run.now()
    await until(() => run.tally.outcomes.refused >= 75, '75 refusals')
    await server.openListener()
    // With 50 ms between two attempts, 5 lines make at most 5 * 20 a second; five at once, and five that were under way.
    const most = (5 * 20 * (run.now() - since)) / 1_000 + 10
    await until(() => server.requests() >= 1_000, '1,000 requests')
    const tally = await run.stop()
    expect(tally.outcomes.refused).toBeGreaterThanOrEqual(75)
    expect(tally.outcomes.refused).toBeLessThanOrEqual(most)
    expect(tally.outcomes.ok).toBe(server.requests())
    expect(tally.begun).toBe(tally.outcomes.refused + tally.outcomes.ok)
  })
})
