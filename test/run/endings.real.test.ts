import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { noOutcomes } from '../../src/model/outcome.ts'
import {
  leftoversOf,
  makeFolder,
  oddFilesOf,
  processesOf,
  readReport,
  runCli,
  SCENARIOS,
  startCli,
  writeYaml,
} from '../support/cli.ts'
import { describeWith } from '../support/needs.ts'

const NODE = join(SCENARIOS, 'node/rolling-restart.yaml')
const UPGRADE = join(SCENARIOS, 'nginx/upgrade.yaml')

/** Its slow requests, its event streams and its restart outlast any test, and so would its grace period. */
const LASTING = {
  name: 'lasting',
  target: {
    command: `node ${join(SCENARIOS, 'node/cluster.mjs')} \${port} 1`,
    url: 'http://127.0.0.1:${port}',
    ready: { path: '/healthz' },
    generation: { header: 'X-Generation' },
  },
  traffic: {
    fresh: { rate: '50/s' },
    slow: { connections: 5, path: '/slow?ms=3600000', timeout: '2h' },
    idle: { connections: 3 },
    sse: { connections: 3, every: '1h', path: '/events?every=3600000' },
  },
  restart: { steps: [{ wait: '1h' }] },
  timing: { warmup: '100ms', baseline: '1500ms', grace: '1h' },
}

describe('whatever ends hitless, nothing of the target is left', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s: a partial report and exit code 130', async (signal) => {
    const folder = makeFolder()
    const run = startCli(['run', NODE, '--out', folder])
    await run.said('restart 1/')
    expect(processesOf(folder).length).toBeGreaterThan(1)
    run.child.kill(signal)
    expect((await run.ended).code).toBe(130)
    expect(await leftoversOf(folder)).toEqual([])
    const report = readReport(folder)
    expect(report.run.interrupted).toBe(true)
    expect(report.verdict).toMatchObject({ status: 'inconclusive', exitCode: 130 })
    expect(report.sla.attempts).toBeGreaterThan(0)
  })

  test('SIGINT does not wait for what is in flight, and the account balances all the same', async () => {
    const folder = makeFolder()
    const run = startCli(['run', writeYaml(folder, LASTING), '--out', join(folder, 'out')])
    await run.said('restart 1/1')
    run.child.kill('SIGINT')
    expect((await run.ended).code).toBe(130)
    const report = readReport(join(folder, 'out'))
    // None of its requests comes to an end within the time that a test has.
    expect(report.traffic.find(({ name }) => name === 'slow')?.outcomes).toEqual({ ...noOutcomes(), unfinished: 5 })
    expect(report.verdict.reasons.map(({ code }) => code)).not.toContain('account-out-of-balance')
    expect(report.lifelines.map(({ kind, opened, kept }) => [kind, opened, kept])).toEqual([
      ['idle', 3, 3],
      ['sse', 3, 3],
    ])
    expect(report.sla.failures).toBe(0)
    expect(await leftoversOf(join(folder, 'out'))).toEqual([])
  })

  test('a second SIGINT does not even wait for the target, and the journal has everything until then', async () => {
    const folder = makeFolder()
    const out = join(folder, 'out')
    const deaf = 'process.on("SIGTERM",()=>{});require("http").createServer((q,r)=>r.end()).listen(${port},"127.0.0.1")'
    const target = {
      command: `node -e '${deaf}'`,
      url: 'http://127.0.0.1:${port}',
      stop: { signal: 'TERM', within: '30m' },
    }
    const run = startCli([
      'run',
      writeYaml(folder, { ...LASTING, target, traffic: { fresh: { rate: '50/s' } } }),
      '--out',
      out,
    ])
    await run.said('restart 1/1')
    run.child.kill('SIGINT')
    // The end of its target, which is not going to come.
    await run.said('] stop')
    run.child.kill('SIGINT')
    const { code, stderr } = await run.ended
    expect(code).toBe(130)
    expect(stderr).toContain('quit without writing a report')
    expect(await leftoversOf(out)).toEqual([])
    const again = await runCli(['report', out])
    expect(again).toMatchObject({ code: 3, stderr: '' })
    const report = readReport(out)
    expect(report.verdict.reasons[0]?.code).toBe('journal-incomplete')
    expect(report.restarts).toHaveLength(1)
    expect(report.sla.attempts).toBeGreaterThan(0)
  })

  test('SIGINT while the target is not ready yet', async () => {
    const folder = makeFolder()
    const target = { command: 'sleep 3600', url: 'http://127.0.0.1:${port}', ready: { within: '30m' } }
    const run = startCli(['run', writeYaml(folder, { ...LASTING, target }), '--out', join(folder, 'out')])
    await run.said('launch')
    run.child.kill('SIGINT')
    expect((await run.ended).code).toBe(130)
    expect(readReport(join(folder, 'out')).verdict.reasons[0]?.code).toBe('interrupted')
    expect(await leftoversOf(join(folder, 'out'))).toEqual([])
  })

  test('SIGKILL in the middle of a restart: the journal still has everything until then', async () => {
    const folder = makeFolder()
    const run = startCli(['run', NODE, '--out', folder])
    await run.said('restart 1/')
    run.child.kill('SIGKILL')
    expect((await run.ended).code).toBe(null)
    expect(await leftoversOf(folder)).toEqual([])
    const { code, stdout } = await runCli(['report', folder])
    expect(code).toBe(3)
    expect(stdout).toContain('INCONCLUSIVE')
    const report = readReport(folder)
    expect(report.run.complete).toBe(false)
    expect(report.sla.attempts).toBeGreaterThan(0)
    expect(report.verdict.reasons.map((reason) => reason.code)).toContain('journal-incomplete')
  })

  test('an uncaught exception in hitless is no verdict on the target', async () => {
    const folder = makeFolder()
    const boom =
      'import{isMainThread}from"node:worker_threads";if(isMainThread&&process.argv[2]==="run")setTimeout(()=>{throw new Error("boom")},4000)'
    const { code, stderr } = await runCli(['run', NODE, '--out', folder], {
      env: { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(boom)}` },
    })
    expect(stderr).toContain('boom')
    expect(code).toBe(3)
    expect(await leftoversOf(folder)).toEqual([])
  })
})

describeWith(['nginx'], 'masters that were reparented', () => {
  test.each(['SIGINT', 'SIGKILL'] as const)('nginx in the middle of an upgrade, %s', async (signal) => {
    const folder = makeFolder()
    const run = startCli(['run', UPGRADE, '--out', folder])
    await run.said('restart 1/')
    run.child.kill(signal)
    await run.ended
    expect(await leftoversOf(folder)).toEqual([])
    expect(await oddFilesOf(folder)).toEqual([])
  })
})

test('a target that dies outside a restart ends the run with exit code 4 and the end of its log', async () => {
  const folder = makeFolder()
  const program =
    'require("http").createServer((q,r)=>r.end()).listen(18211,"127.0.0.1");setTimeout(()=>{console.log("out of luck");process.exit(7)},2500)'
  const words = [
    'run',
    '--start',
    `node -e '${program}'`,
    '--url',
    'http://127.0.0.1:18211',
    '--restart',
    'HUP',
    '--out',
    folder,
  ]
  const { code, stdout } = await runCli(words)
  expect(code).toBe(4)
  expect(stdout).toContain('out of luck')
  expect(readReport(folder).verdict.reasons[0]?.code).toBe('target-died')
  expect(readFileSync(join(folder, 'target.log'), 'utf8')).toContain('out of luck')
})
