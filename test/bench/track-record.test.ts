import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { resolveScenario } from '../../src/run/read-scenario.ts'
import { readScenario } from '../../src/scenario/read.ts'
import { variables } from '../scenario/support.ts'

const FOLDER = resolve(import.meta.dirname, '../../bench/track-record')
const PAGE = readFileSync(resolve(FOLDER, '../../docs/explain/track-record.md'), 'utf8')
const FINDINGS = readFileSync(resolve(FOLDER, '../../docs/reference/findings.md'), 'utf8')
const BUGS: Bug[] = parse(readFileSync(join(FOLDER, 'bugs.yaml'), 'utf8'))
const { checkClaim } = await import(pathToFileURL(join(FOLDER, 'claims.js')).href)

interface Bug {
  name: string
  thread: { at: string; title: string }
  claim: { findings: Record<string, number[]>; never?: string[] }
}

const REPORT = {
  verdict: { status: 'fail' },
  outcomes: { reset: 3, dropped: 2 },
  findings: [
    { id: 'killed', restarts: [1], figures: { requests: 4 } },
    { id: 'cut-in-flight', restarts: [2], figures: { requests: 1 } },
  ],
}

function wrongOf(claim: object, account: Record<string, number> = {}): string[] {
  return checkClaim({ verdict: 'fail', findings: {}, ...claim }, REPORT, account).wrong
}

test('at least fifteen bugs are in the record, each once', () => {
  expect(BUGS.length).toBeGreaterThanOrEqual(15)
  expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length)
})

test.each(BUGS)('the scenario of $name can be read, and the page has its row and no wrong one', ({ name, thread }) => {
  const file = join(FOLDER, name, 'scenario.yaml')
  resolveScenario(readScenario(file), variables({ here: dirname(file), env: {} }))
  const row = PAGE.split('\n').find((line) => line.includes(`(../../bench/track-record/${name}/scenario.yaml)`))
  expect(row).toContain(`${thread.at.replace('#', '/issues/')}): ${thread.title} |`)
  expect(row).not.toContain('**wrong')
})

test.each(BUGS)('the causes that $name claims are findings of the reference', ({ claim }) => {
  const ids = [...Object.keys(claim.findings).flatMap((either) => either.split(' or ')), ...(claim.never ?? [])]
  expect(ids.filter((id) => !FINDINGS.includes(`| \`${id}\` |`))).toEqual([])
})

test('another verdict, a missing cause, one of another restart and one that is none are wrong', () => {
  expect(wrongOf({ verdict: 'pass' })).toEqual(['verdict fail, not pass'])
  expect(wrongOf({ findings: { 'no-listener': [1] } })).toEqual(['no no-listener, but killed, cut-in-flight'])
  expect(wrongOf({ findings: { killed: [1, 2] } })).toEqual(['killed in restarts 1, not 1,2'])
  expect(wrongOf({ findings: { 'killed or cut-in-flight': [1, 2] } })).toEqual([])
  expect(wrongOf({ never: ['killed'] })).toEqual(['killed, which is not the cause'])
})

test('numbers must equal what the server counted, or lie between', () => {
  const sum = 'outcomes.reset + outcomes.dropped'
  expect(wrongOf({ numbers: { [sum]: 'begun - done' } }, { begun: 12, done: 7 })).toEqual([])
  expect(wrongOf({ numbers: { [sum]: 'cut' } }, { cut: 4 })).toEqual([`${sum} 5: cut 4`])
  expect(wrongOf({ numbers: { 'findings.killed.requests': ['cut', 'cut + 2'] } }, { cut: 3 })).toEqual([])
  expect(wrongOf({ numbers: { 'findings.no-listener.gaps': 0 } })).toEqual(['findings.no-listener.gaps unknown: 0'])
})
