import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

test('a Node cluster restarted worker by worker loses nothing, and says goodbye to those who would stay', async () => {
  const report = await runScenario('node/rolling-restart.yaml')
  expect(report.sla.failures).toBe(0)
  for (const kind of ['sse', 'websocket']) {
    expect(ends(report, kind)).toMatchObject({ kept: 10, cut: 0, stalled: 0 })
    // Each restart ends all of them, and some twice: those which came to the other old worker.
    expect(ends(report, kind)?.graceful).toBeGreaterThanOrEqual(10 * report.restarts.length)
  }
  for (const kind of ['download', 'upload']) expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
  expect(ends(report, 'http2')).toMatchObject({ kept: 3, cut: 0, stalled: 0 })
  expect(ends(report, 'http2')?.graceful).toBeGreaterThanOrEqual(3 * report.restarts.length)
  // Three channels for calls, and five streams that are sent away with UNAVAILABLE.
  expect(ends(report, 'grpc')).toMatchObject({ kept: 8, cut: 0, stalled: 0 })
  expect(ends(report, 'grpc')?.graceful).toBeGreaterThanOrEqual(8 * report.restarts.length)
  expect(report.lifelines.find(({ kind }) => kind === 'grpc')?.messages).toMatchObject({ lost: 0, duplicated: 0 })
  expect(report.sla).toMatchObject({ clients: 'strict', others: ['http2', 'grpc', 'grpc-stream'] })
  // TCP has no way to say goodbye.
  expect(ends(report, 'tcp')).toMatchObject({ kept: 5, graceful: 0, stalled: 0 })
  expect(ends(report, 'tcp')?.cut).toBeGreaterThanOrEqual(5 * report.restarts.length)
  for (const { tls } of report.restarts) {
    expect(tls?.resumption.after.resumed).toBe(tls?.resumption.after.offered)
    expect(tls?.certificates.changed).toBe(false)
  }
  expect(report.lifelines.find(({ kind }) => kind === 'sse')?.messages).toMatchObject({ lost: 0, duplicated: 0 })
})

test.each(['cluster', 'successor'])('node/%s loses nothing, and says goodbye to those who would stay', async (name) => {
  const report = await runScenario(`node/${name}.yaml`)
  expect(report.sla.failures).toBe(0)
  for (const traffic of ['fresh', 'slow']) expect(lost(report, traffic)).toBe(0)
  for (const kind of ['sse', 'websocket']) {
    expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
    expect(ends(report, kind)?.graceful).toBeGreaterThan(0)
  }
})

test('workers of a Node cluster that exit at once leave connections of round robin hanging', async () => {
  const report = await runScenario('broken/node-cluster-round-robin.yaml', { restarts: 16 })
  expect(report.outcomes.timeout).toBeGreaterThan(0)
  expect(report.outcomes).toMatchObject({ refused: 0, reset: 0, dropped: 0, truncated: 0 })
})

test('the same workers lose nothing where they share the listening socket', async () => {
  const report = await runScenario('node/cluster-shared-socket.yaml', { restarts: 6 })
  expect(report.outcomes).toMatchObject({ ok: report.sla.attempts, timeout: 0 })
})

describeWith(['pm2'], 'pm2', () => {
  test('reloads a server that drains without losing anything', async () => {
    const report = await runScenario('node/pm2-reload.yaml')
    expect(report.sla.failures).toBe(0)
    for (const traffic of ['fresh', 'slow']) expect(lost(report, traffic)).toBe(0)
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
  })

  test('kills a server without a signal handler with what it was doing', async () => {
    const report = await runScenario('broken/node-pm2-reload.yaml')
    expect(lost(report, 'slow')).toBeGreaterThan(0)
  })
})

test('a Node server stopped and started refuses and cuts requests', async () => {
  const report = await runScenario('broken/node-stop-start.yaml')
  expect(report.outcomes.refused).toBeGreaterThan(0)
  expect(lost(report, 'slow')).toBeGreaterThan(0)
  expect(report.guarantees.find(({ id }) => id === 'no-refusals')?.status).toBe('broken')
})

test('a Node server that drains before the next one starts finishes what it has, and refuses everybody', async () => {
  const report = await runScenario('broken/node-drain-start.yaml')
  expect(report.outcomes.refused).toBeGreaterThan(0)
  for (const kind of ['sse', 'websocket']) expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
})
