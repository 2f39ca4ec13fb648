import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { EVIDENCE, FORMATS } from '../../src/report/formats.ts'
import { renderReferencePage } from './reference-page.ts'

test('docs/reference/report-fields.md is what the code says (-u writes it again)', async () => {
  await expect(renderReferencePage()).toMatchFileSnapshot('../../docs/reference/report-fields.md')
})

test('every field and every kind of event has a meaning', () => {
  const rows = renderReferencePage()
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  expect(rows.length).toBeGreaterThan(200)
  expect(rows.filter((line) => /\|\s+\|\s*$|^\| `[^`]+` \|\s+\|/.test(line))).toEqual([])
})

test('docs/reference/reports.md lists every file of a run', () => {
  const listed = readFileSync(new URL('../../docs/reference/reports.md', import.meta.url), 'utf8')
    .split('\n')
    .flatMap((line) => /^\| `([^`]+)`\s+\|/.exec(line)?.[1] ?? [])
  expect(listed).toEqual(expect.arrayContaining([...EVIDENCE, ...FORMATS.map(({ file }) => file)]))
})
