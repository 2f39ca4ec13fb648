import { expect, test } from 'vitest'
import { ends, runScenario } from './run-scenario.ts'

test('gRPC servers in a Node cluster lose no call that may be made again, and end no stream without notice', async () => {
  const report = await runScenario('grpc/rolling-restart.yaml')
  expect(report.sla.failures).toBe(0)
  expect(ends(report, 'grpc')).toMatchObject({ kept: 30, cut: 0, stalled: 0 })
  // Each restart ends all of them, and some twice: those which came to the other old worker.
  expect(ends(report, 'grpc')?.graceful).toBeGreaterThanOrEqual(30 * report.restarts.length)
  expect(report.lifelines[0]?.messages).toMatchObject({ lost: 0, duplicated: 0, reordered: 0 })
  expect(report.lifelines[0]?.messages.received).toBeGreaterThan(1_000)
})
