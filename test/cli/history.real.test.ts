import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { reportOf, restartLosing, times } from '../compare/support.ts'
import { makeFolder, readReport, runCli, SCENARIOS } from '../support/cli.ts'

describe('hitless report --history', () => {
  test('gathers runs by their label, a run of now among them', async () => {
    const folder = makeFolder()
    mkdirSync(join(folder, 'old'))
    const earlier = reportOf('node server stopped and started', times(3, restartLosing(0)))
    writeFileSync(join(folder, 'old', 'report.json'), JSON.stringify(earlier))
    const scenario = join(SCENARIOS, 'broken/node-stop-start.yaml')
    const run = await runCli(['run', scenario, '--label', 'v2', '--out', join(folder, 'new'), '--json'])
    expect(JSON.parse(run.stdout)).toEqual(readReport(join(folder, 'new')))
    expect(run.stderr).toContain('✗ FAIL')
    expect(readReport(join(folder, 'new')).run.label).toBe('v2')
    const { code, stdout } = await runCli(['report', '--history', folder])
    expect(stdout).toMatch(/2 runs from .* 1 passed, 1 failed, 0 inconclusive/)
    expect(readFileSync(join(folder, 'history.md'), 'utf8')).toContain('| v2 | 1 | 0 |')
    expect(existsSync(join(folder, 'history.json'))).toBe(true)
    expect(code).toBe(0)
    const json = await runCli(['report', '--history', folder, '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'hitless.history/1', scenarios: [{ all: { runs: 2 } }] })
    expect(json.stderr).toContain('2 runs from')
  })

  test.each([
    ['no folder', ['report', '--history', 'missing'], /expected run folders in it, found none/],
    ['nothing named', ['report'], /Expected a run folder or --history FOLDER, found neither/],
  ])('%s is a mistake', async (_title, words, message) => {
    const { code, stderr } = await runCli(words, { cwd: makeFolder() })
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
  })
})
