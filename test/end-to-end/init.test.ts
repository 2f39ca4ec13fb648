import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeFolder, readReport, runCli, SCENARIOS } from './support.ts'

describe('hitless init', () => {
  test('writes what runs as it stands', { timeout: 90_000 }, async () => {
    const cwd = makeFolder()
    const start = `node ${join(SCENARIOS, 'node/cluster.mjs')} \${port} 1`
    const words = ['--start', start, '--url', 'http://127.0.0.1:${port}', '--generation-header', 'X-Generation']
    const written = await runCli(['init', ...words, '--restarts', '1', '--sla', '99%'], { cwd })
    expect(written).toMatchObject({ code: 0, stderr: '' })
    expect(written.stdout).toContain('hitless run hitless.yaml')
    const run = await runCli(['run', 'hitless.yaml', '--out', 'out', '--quiet'], { cwd })
    const report = readReport(join(cwd, 'out'))
    expect(run.code).toBe(report.verdict.exitCode)
    // Whether a busy machine lets it be proven is not the file's doing.
    expect(report.restarts.map(({ observed, drained }) => [observed, drained])).toEqual([[true, true]])
    expect(report.traffic.map(({ kind }) => kind)).toEqual(['http', 'fresh', 'keepalive', 'idle'])
    for (const { attempts } of report.traffic) expect(attempts).toBeGreaterThan(0)
  })

  test('never overwrites', async () => {
    const cwd = makeFolder()
    expect((await runCli(['init', 'a.yaml'], { cwd })).code).toBe(0)
    const before = readFileSync(join(cwd, 'a.yaml'), 'utf8')
    const again = await runCli(['init', 'a.yaml', '--start', 'another'], { cwd })
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('a.yaml: expected a new file, found one that is there already')
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe(before)
  })

  test('says what is wrong before it writes anything', async () => {
    const cwd = makeFolder()
    const { code, stderr } = await runCli(['init', '--rate', '5'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('--rate: found "5", a number without a unit')
    expect((await runCli(['init'], { cwd })).code).toBe(0)
    const nowhere = await runCli(['init', 'no/such/folder.yaml'], { cwd })
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('no/such/folder.yaml: ENOENT') })
  })
})
