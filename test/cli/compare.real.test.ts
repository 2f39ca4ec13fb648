import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Comparison } from '../../src/model/comparison.ts'
import type { Report } from '../../src/model/report.ts'
import { reportOf, restartLosing, times } from '../compare/support.ts'
import { makeFolder, runCli, SCENARIOS } from '../support/cli.ts'

function writeReport(folder: string, file: string, report: Report): string {
  const path = join(folder, file)
  writeFileSync(path, JSON.stringify(report))
  return path
}

describe('hitless compare', () => {
  test('holds reports side by side and writes what came of it', async () => {
    const folder = makeFolder()
    const good = writeReport(folder, 'good.json', reportOf('hand over', times(4, restartLosing(0))))
    const bad = writeReport(folder, 'bad.json', reportOf('stop, start', times(4, restartLosing(50))))
    const { code, stdout } = await runCli(['compare', bad, good, '--out', join(folder, 'out')])
    expect(stdout).toMatch(/1\. hand over: 0 of 4 restarts lost requests\.\n.*2\. stop, start: 4 of 4/s)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test checks what it uses
    const comparison = JSON.parse(readFileSync(join(folder, 'out/comparison.json'), 'utf8')) as Comparison
    expect(comparison.strategies.map(({ name, rank }) => [name, rank])).toEqual([
      ['hand over', 1],
      ['stop, start', 2],
    ])
    expect(readFileSync(join(folder, 'out/comparison.md'), 'utf8')).toContain('| hand over | 1 | pass |')
    expect(code).toBe(0)
  })

  test('ends with 1 where a run is worse than its baseline, and with 0 where it is not', async () => {
    const folder = makeFolder()
    const before = writeReport(folder, 'before.json', reportOf('service', times(6, restartLosing(0))))
    const after = writeReport(folder, 'after.json', reportOf('service', times(6, restartLosing(9))))
    const worse = await runCli(['compare', after, '--baseline', before, '--out', join(folder, 'worse')])
    expect(worse.stdout).toContain('Worse – service: requests lost in the windows none before, 0.9% now')
    expect(worse.code).toBe(1)
    const better = await runCli(['compare', before, '--baseline', after, '--out', join(folder, 'better')])
    expect(better.stdout).toContain('Nothing is significantly worse')
    expect(better.code).toBe(0)
  })

  test('runs scenarios that are named, each in a folder of its own', async () => {
    const folder = makeFolder()
    const scenario = join(SCENARIOS, 'broken/node-stop-start.yaml')
    const good = writeReport(folder, 'good.json', reportOf('hand over', times(4, restartLosing(0))))
    const { code, stdout, stderr } = await runCli([
      'compare',
      scenario,
      good,
      '--restarts',
      '3',
      '--out',
      join(folder, 'out'),
    ])
    expect(stderr).toContain('restart 1/')
    expect(stdout).toMatch(/1\. hand over: .*2\. node server stopped and started: 3 of 3 restarts lost requests/s)
    expect(readFileSync(join(folder, 'out/1-node-server-stopped-and-started/report.json'), 'utf8')).toContain('"fail"')
    expect(code).toBe(0)
  })

  test.each([
    ['a file that is not there', 'missing.json', undefined, /cannot read .*missing\.json as a report: .*no such file/],
    ['a file that is no report', 'other.json', '{"schema":"other"}', /it is not a report of this version \(schema: /],
    ['a file that is no JSON', 'broken.json', '{', /cannot read .*broken\.json as a report/],
  ])('%s is a mistake, and nothing is run', async (_title, name, content, message) => {
    const folder = makeFolder()
    const path = join(folder, name)
    if (content !== undefined) writeFileSync(path, content)
    const words = ['compare', join(SCENARIOS, 'broken/node-stop-start.yaml'), path, '--out', join(folder, 'out')]
    const { code, stderr } = await runCli(words)
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('launch')
    expect(code).toBe(2)
  })
})
