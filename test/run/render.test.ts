import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { OutputError } from '../../src/model/output-error.ts'
import { FORMATS } from '../../src/report/formats.ts'
import { writeReports } from '../../src/run/render.ts'
import { failing, ledger, passing } from '../report/samples.ts'

const FILES = FORMATS.map(({ file }) => file)

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hitless-reports-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('the files of a report', () => {
  test('are written in every format, and nothing else is left', async () => {
    const { paths, problems } = await writeReports(folder, passing(), ledger())
    expect(problems).toEqual([])
    expect(paths).toEqual(FILES.map((file) => join(folder, file)))
    expect(readdirSync(folder).toSorted()).toEqual(FILES.toSorted())
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('## PASS: nginx binary upgrade')
  })

  test('replace those of an earlier rendering, byte for byte the same from the same report', async () => {
    await writeReports(folder, failing(), ledger())
    await writeReports(folder, passing(), ledger())
    for (const { file, render } of FORMATS) {
      expect(readFileSync(join(folder, file), 'utf8')).toBe(render(passing(), ledger()))
    }
  })

  test('are each tried, also when one cannot be written', async () => {
    mkdirSync(join(folder, 'report.json'))
    writeFileSync(join(folder, 'report.json', 'in the way'), '')
    const { paths, problems } = await writeReports(folder, passing(), ledger())
    expect(paths).toEqual(FILES.filter((file) => file !== 'report.json').map((file) => join(folder, file)))
    expect(problems).toEqual([expect.any(OutputError)])
    expect(String(problems[0])).toMatch(/cannot write .*report\.json: EISDIR.*hitless report/)
    expect(readdirSync(folder).toSorted()).toEqual(FILES.toSorted())
  })

  test('cannot go into a folder that is not there', async () => {
    const { paths, problems } = await writeReports(join(folder, 'gone'), passing(), ledger())
    expect(paths).toEqual([])
    expect(problems.map(String)).toEqual(FORMATS.map(() => expect.stringContaining('ENOENT')))
  })
})
