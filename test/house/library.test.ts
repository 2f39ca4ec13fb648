import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const SCENARIOS = resolve(import.meta.dirname, '../../scenarios')
const LIBRARY_TESTS = resolve(import.meta.dirname, '../library')

const TESTS = readdirSync(LIBRARY_TESTS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

const FILES = readdirSync(SCENARIOS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'))

test.each(FILES)('every file that scenarios/%s names is there', (file) => {
  const text = readFileSync(join(SCENARIOS, file), 'utf8')
  const named = [...text.matchAll(/\$\{here\}\/([\w./-]*\w)/g)].map(([, path = '']) => path)
  expect(named.filter((path) => !existsSync(join(SCENARIOS, dirname(file), path)))).toEqual([])
})

test.each(TESTS)('every scenario that test/library/%s runs is there', (file) => {
  const text = readFileSync(join(LIBRARY_TESTS, file), 'utf8')
  const named = [...text.matchAll(/['`]([a-z0-9-]+)\/([a-z0-9-]+\.yaml|\$\{\w+\}\.yaml)['`]/g)]
  const missing = named.filter(
    ([, folder = '', name = '']) => !existsSync(join(SCENARIOS, folder, name.startsWith('$') ? '' : name)),
  )
  expect(missing.map(([path]) => path)).toEqual([])
})
