import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { builtProgram } from '../../src/package-files.ts'

const PROGRAMS = ['cli/main', 'index', 'run/threads/traffic', 'run/watchdog', 'calibrate/server/main', 'parts']

/** The files that a built program reads before it begins, and the packages that these name. */
function loadedBy(program: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set([builtProgram(`${program}.js`)])
  const packages = new Set<string>()
  for (const file of files) {
    for (const from of listImports(file)) {
      if (from.startsWith('.')) files.add(resolve(dirname(file), from))
      else packages.add(from)
    }
  }
  return { files, packages }
}

function listImports(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s(?:[^'"]*?from )?"([^"]+)";$/gm)
  return [...found].map(([, from = '']) => from)
}

test.each(PROGRAMS)('%s reads few files, all of them there', (program) => {
  const { files } = loadedBy(program)
  expect([...files].filter((file) => !existsSync(file))).toEqual([])
  expect(files.size).toBeLessThan(50)
})

test.each(['run/threads/traffic', 'run/watchdog', 'calibrate/server/main'])(
  '%s shares no file that loads zod',
  (program) => {
    expect([...loadedBy('cli/main').packages]).toContain('zod')
    expect([...loadedBy(program).packages]).not.toContain('zod')
  },
)

test('the command line loads no optional package before it is needed', () => {
  const packages = [...loadedBy('cli/main').packages].filter((name) => name.startsWith('@'))
  expect(packages).toEqual([])
})
