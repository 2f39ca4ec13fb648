import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../../src')
const THREADS = join(ROOT, 'run/threads')

test('threads of traffic know the descriptions of report and events as types alone: zod is not loaded there', () => {
  const reached = followImports(readdirSync(THREADS).map((file) => join(THREADS, file)))
  expect(reached.size).toBeGreaterThan(20)
  expect([...reached].filter((file) => file.startsWith(join(ROOT, 'model')) && loadsZod(file))).toEqual([])
})

test('a description of the report is seen to load zod', () => {
  expect(loadsZod(join(ROOT, 'model/report.ts'))).toBe(true)
})

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
  const found = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)(?! type)\s[^'"]*?from '([^']+)'|import\('(\.[^']+)'\)/gm,
  )
  return [...found].map(([, whole = '', lazy = '']) => whole || lazy)
}

function loadsZod(file: string): boolean {
  return listImports(file).includes('zod')
}
