import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const SRC = resolve(import.meta.dirname, '../../src')

const GROUND = ['model', 'linux', 'net', 'text', 'grammar', 'package-files.ts']
const STAGES = ['scenario', 'target', 'evidence', 'traffic', 'restart', 'kubernetes', 'ledger', 'verdict', 'report']
const TOOLS = ['compare', 'history', 'plan', 'calibrate', 'doctor', 'init']

/** Which folders of `src/` a folder may import: a stage the ground floor, never another stage. A folder not named here is a mistake. */
const MAY_IMPORT: Record<string, string[]> = {
  model: [],
  linux: ['model'],
  net: ['model'],
  text: ['model'],
  grammar: ['model'],
  ...Object.fromEntries(STAGES.map((stage) => [stage, GROUND])),
  run: [...GROUND, ...STAGES, 'plan', 'version.ts'],
  ...Object.fromEntries(TOOLS.map((tool) => [tool, [...GROUND, ...STAGES, ...TOOLS, 'run']])),
  cli: [...GROUND, ...STAGES, ...TOOLS, 'run', 'run.ts', 'version.ts'],
  'run.ts': [...GROUND, ...STAGES, 'run'],
  'index.ts': ['model', 'scenario', 'target', 'run', 'run.ts'],
  'parts.ts': [...GROUND, ...STAGES, 'run'],
  'version.ts': ['package-files.ts'],
  'package-files.ts': [],
}

/** Where a stage may know the types of another one, and nothing that runs. */
const TYPES_ONLY: [from: string, to: string][] = [
  ['scenario', 'traffic'],
  ['scenario', 'restart'],
]

interface Arrow {
  from: string
  to: string
  typesOnly: boolean
}

test('folders import only what the house rule lets them', () => {
  const against = listArrows(SRC).filter((arrow) => !isAllowed(arrow))
  expect(against.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
})

test('an arrow the wrong way is found, also one of types', () => {
  expect(isAllowed({ from: 'verdict/judge.ts', to: 'report/json.ts', typesOnly: true })).toBe(false)
  expect(isAllowed({ from: 'model/entry.ts', to: 'text/numbers.ts', typesOnly: false })).toBe(false)
  expect(isAllowed({ from: 'scenario/read.ts', to: 'restart/index.ts', typesOnly: false })).toBe(false)
  expect(isAllowed({ from: 'unheard-of/a.ts', to: 'model/entry.ts', typesOnly: false })).toBe(false)
})

function isAllowed({ from, to, typesOnly }: Arrow): boolean {
  const [a, b] = [topOf(from), topOf(to)]
  if (a === b) return true
  return (MAY_IMPORT[a] ?? []).includes(b) || (typesOnly && TYPES_ONLY.some(([x, y]) => x === a && y === b))
}

function topOf(path: string): string {
  return path.split('/')[0] ?? path
}

function listArrows(root: string): Arrow[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return files.flatMap((from) => {
    const text = readFileSync(join(root, from), 'utf8')
    const found = text.matchAll(/^(?:import|export)( type)?\s[^'"]*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gm)
    return [...found].map(([, type, whole = '', lazy = '']) => ({
      from,
      to: relative(root, resolve(root, from, '..', whole || lazy)),
      typesOnly: type !== undefined,
    }))
  })
}
