import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { makeFolder, readReport, runCli, SCENARIOS, writeYaml } from '../support/cli.ts'

const CLUSTER = {
  command: `node ${join(SCENARIOS, 'node/cluster.mjs')} \${port} 1`,
  url: 'http://127.0.0.1:${port}',
  ready: { path: '/healthz' },
  generation: { header: 'X-Generation' },
}

test('a run makes the requests that its plan says, and warns that they prove too little', async () => {
  const folder = makeFolder()
  const file = writeYaml(folder, {
    target: CLUSTER,
    traffic: { http: { connections: 5, rate: '100/s' }, fresh: { rate: '50/s' } },
    restart: { count: 2, every: '3s', steps: [{ signal: 'HUP' }, { wait: { generation: 'new', within: '10s' } }] },
    timing: { warmup: '200ms', baseline: '1s', cooldown: '1s' },
  })
  const planned = await runCli(['plan', file, '--json'])
  expect(planned.code).toBe(3)
  const plan: Plan = JSON.parse(planned.stdout)
  expect(plan.durationMs.total).toBe(5200)
  expect(planned.stderr).toContain('NOT PROVABLE')

  const { code, stderr } = await runCli(['run', file, '--out', join(folder, 'out')])
  expect(code).toBe(3)
  expect(stderr).toContain(`this scenario cannot prove its SLA: ${plan.obstacles[0]?.message}; hitless plan says`)
  const report = readReport(join(folder, 'out'))
  // At the least: what its restarts take on top makes more. The request at either end may be of the warm-up, or of the time after.
  for (const { name, requests } of plan.traffic) {
    const made = report.traffic.find((traffic) => traffic.name === name)?.attempts ?? 0
    expect(made).toBeGreaterThanOrEqual((requests ?? 0) - 2)
  }
  expect(report.sla.attemptsNeeded).toBe(plan.claim.needed?.withoutFailure)
})

test('a plan of flags, for a person: exit code 0 where it can be proven', async () => {
  const flags = ['--start', 'true', '--url', 'http://127.0.0.1:3000', '--restart', 'HUP', '--sla', '99%']
  const { code, stdout, stderr } = await runCli(['plan', ...flags])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^✓ PROVABLE {2}127\.0\.0\.1:3000/)
})

test('a mistake in a scenario is reported as a run would report it', async () => {
  const file = writeYaml(makeFolder(), { target: CLUSTER, restrat: {} })
  const { code, stderr } = await runCli(['plan', file])
  expect(code).toBe(2)
  expect(stderr).toContain('did you mean "restart"')
})

test('--restarts stands in for the number of a scenario, and no other flag does', async () => {
  const file = join(SCENARIOS, 'node/rolling-restart.yaml')
  const restartsIn = async (...more: string[]) => {
    const { stdout } = await runCli(['plan', file, '--json', ...more])
    return JSON.parse(stdout).restarts.count
  }
  expect([await restartsIn(), await restartsIn('--restarts', '30')]).toEqual([3, 30])
  for (const words of [
    ['--restarts', '0'],
    ['--restarts', '3x'],
    ['--restarts', '3', '--sla', '99%'],
  ]) {
    const { code, stderr } = await runCli(['plan', file, ...words])
    expect(code).toBe(2)
    expect(stderr).toMatch(/[Ee]xpected .*found/)
  }
})
