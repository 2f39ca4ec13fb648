import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { makeFolder, readReport, runCli, writeYaml } from '../support/cli.ts'

const WORKERS = fileURLToPath(new URL('../fixtures/targets/recycling-workers.mjs', import.meta.url))

const TRAFFIC = { fresh: { rate: '50/s' }, keepalive: { connections: 4, every: '50ms' } }

/** Nothing is restarted, by a step that only waits or by one that the server disregards. */
function scenarioOf({ generation, lifetime, step }: { generation: unknown; lifetime: number; step: object }): object {
  return {
    name: 'no restart',
    target: {
      command: `exec node ${WORKERS} \${port} ${lifetime}`,
      url: 'http://127.0.0.1:${port}',
      ready: { path: '/' },
      generation,
    },
    traffic: TRAFFIC,
    timing: { warmup: '200ms', baseline: '3500ms', cooldown: '2500ms' },
    restart: { count: 1, steps: [step] },
    sla: { availability: '90%', confidence: 'none', clients: 'retrying', drain: '3s' },
  }
}

test.each([
  ['by process, workers that stay', { generation: 'process', lifetime: 0, step: { signal: 'HUP' } }],
  ['by process, workers that recycle', { generation: 'process', lifetime: 1500, step: { signal: 'HUP' } }],
  ['by header, workers that recycle', { generation: { header: 'X-Worker' }, lifetime: 1500, step: { wait: '1s' } }],
])('%s: a step that restarts nothing is no restart', async (_, kind) => {
  const folder = makeFolder()
  const { code } = await runCli(['run', writeYaml(folder, scenarioOf(kind)), '--out', `${folder}/out`])
  const report = readReport(`${folder}/out`)
  expect(report.guarantees.find(({ id }) => id === 'replaced')?.status).toBe('not-observed')
  expect(report.restarts.map(({ observed }) => observed)).toEqual([false])
  expect(report.verdict.status).not.toBe('pass')
  expect(code).not.toBe(0)
})
