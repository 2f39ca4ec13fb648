import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { CLI, makeFolder, readReport, writeYaml } from '../support/cli.ts'

const PORT = 18_251

/** Each request stays for a second and a half, so that connections pile up. */
async function startSlowServer(): Promise<void> {
  const server = createServer((request, response) =>
    setTimeout(() => response.end('ok'), request.url === '/' ? 1_500 : 0),
  )
  await new Promise<void>((resolve) => server.listen(PORT, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
}

test('a harness that has no more files proves nothing, and says what it ran out of', async () => {
  await startSlowServer()
  const folder = makeFolder()
  const file = writeYaml(folder, {
    target: { url: `http://127.0.0.1:${PORT}`, ready: { path: '/ready' } },
    traffic: { fresh: { rate: '400/s', timeout: '5s' } },
    restart: { steps: [{ wait: '100ms' }] },
    sla: { drain: '1s' },
    timing: { warmup: '100ms', baseline: '2s', cooldown: '100ms', grace: '2s' },
  })
  const limited = `ulimit -n 250; exec "${process.execPath}" "${CLI}" run "${file}" --out "${join(folder, 'out')}"`
  const child = spawn('/bin/sh', ['-c', limited], { stdio: 'ignore' })
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(3)
  const report = readReport(join(folder, 'out'))
  expect(report.outcomes.local).toBeGreaterThan(0)
  expect(report.sla.failures).toBe(0)
  const reason = report.verdict.reasons.find(({ code }) => code === 'local-failures')
  expect(reason?.message).toMatch(/\(EMFILE.*\).*; 2\d\d of 250 files were open: raise the limit/)
  expect(report.harness).toMatchObject({ files: { limit: 250 }, schedules: [{ traffic: 'fresh' }] })
  expect(report.harness.threads.map(({ thread }) => thread).toSorted()).toEqual(['main', 'probes'])
})
