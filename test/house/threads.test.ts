import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../../src')
const THREADS = join(ROOT, 'run/threads')

test('threads of traffic know the descriptions of scenario, report and events as types alone: zod is not loaded there', () => {
  const reached = followImports(readdirSync(THREADS).map((file) => join(THREADS, file)))
  expect(reached.size).toBeGreaterThan(20)
  expect([...reached]).toContain(join(ROOT, 'traffic/kinds/tcp/probe.ts'))
  expect([...reached].filter(loadsZod)).toEqual([])
})

test('a description of the report is seen to load zod, and the options of a kind to reach it', () => {
  expect(loadsZod(join(ROOT, 'model/report.ts'))).toBe(true)
  expect([...followImports([join(ROOT, 'traffic/kinds/tcp/options.ts')])].some(loadsZod)).toBe(true)
})

/** What the registry of traffic loads for those who read a scenario, and only when they ask for it. */
const LAZY_OPTIONS = /import\('\.[^']+\/options\.ts'\)/g

/** The files that these load, themselves included; what is imported as a type alone is gone when it runs. */
function followImports(files: readonly string[]): Set<string> {
  const reached = new Set(files)
  for (const file of reached) {
    for (const path of listImports(file)) if (path.startsWith('.')) reached.add(resolve(file, '..', path))
  }
  return new Set([...reached].filter((file) => existsSync(file)))
}

function listImports(file: string): string[] {
  if (!existsSync(file)) return []
  const found = readFileSync(file, 'utf8')
    .replaceAll(LAZY_OPTIONS, '')
    .matchAll(/^(?:import|export)(?! type)\s(?:[^'"]*?from )?'([^']+)'|import\('(\.[^']+)'\)/gm)
  return [...found].map(([, whole = '', lazy = '']) => whole || lazy)
}

function loadsZod(file: string): boolean {
  return listImports(file).some((path) => path === 'zod' || path.startsWith('zod/'))
}
