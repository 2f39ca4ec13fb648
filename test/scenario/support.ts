import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Scenario } from '../../src/model/scenario.ts'
import { resolveScenario } from '../../src/run/read-scenario.ts'
import type { Problem } from '../../src/scenario/errors/problem.ts'
import { ScenarioError } from '../../src/scenario/errors/scenario-error.ts'
import { readScenario } from '../../src/scenario/read.ts'
import type { Variables } from '../../src/scenario/variables.ts'

/** Variables with a counted, steady port for each name. */
export function variables(more: Partial<Variables> = {}): Variables {
  const ports = new Map<string, number>()
  const port = (name = '') => {
    const known = ports.get(name) ?? 18_000 + ports.size
    ports.set(name, known)
    return known
  }
  return {
    port,
    address: (kind, name) => `${name}.${kind}.test:80`,
    run: '/runs/1',
    here: '/scenarios',
    env: {},
    ...more,
  }
}

/** The scenarios that ship, as paths from the top of the project. */
export function listLibrary(): string[] {
  const files = readdirSync('scenarios', { recursive: true, encoding: 'utf8' })
  return files.filter((file) => /^[^/]+\/[^/]+\.yaml$/.test(file)).map((file) => `scenarios/${file}`)
}

/** A folder with these files, removed after the test. */
export function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hitless-scenario-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** The scenario that a text makes, with other files beside it. */
export function load(text: string, files: Record<string, string> = {}, env: Variables['env'] = {}): Scenario {
  const folder = folderOf({ 's.yaml': text, ...files })
  const source = readScenario(join(folder, 's.yaml'))
  return resolveScenario(source, variables({ here: source.here, env }))
}

/** The smallest scenario that loads, with some of its parts replaced or added. */
export function minimal(more = '', target = ''): string {
  const restart = more.includes('restart:') ? '' : 'restart: { steps: [{ signal: HUP }] }\n'
  return `target:\n  command: ./server\n  url: http://127.0.0.1:3000\n${target}${more}${restart}`
}

/** All problems of whatever is tried; fails where there is none. */
export function problemsOf(body: () => unknown): Problem[] {
  try {
    body()
  } catch (error) {
    if (error instanceof ScenarioError) return [...error.problems]
    throw error
  }
  throw new Error('expected a ScenarioError, and there was none')
}

/** `line:column  path: found; expected …; hint` of each problem. */
export function describeProblems(body: () => unknown): string[] {
  return problemsOf(body).map(
    ({ line, column, path, found, expected, hint }) =>
      `${line}:${column}  ${path === '' ? '' : `${path}: `}${[found, `expected ${expected}`, hint].filter(Boolean).join('; ')}`,
  )
}

/** Every key that a JSON Schema knows, wherever it stands, with its schema. */
export function propertiesOf(schema: unknown): [string, unknown][] {
  if (schema === null || typeof schema !== 'object') return []
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => [
    ...(key === 'properties' && value !== null && typeof value === 'object' ? Object.entries(value) : []),
    ...propertiesOf(value),
  ])
}
