import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

/** Nobody runs a benchmark every day, and no compiler reads them: whether each would still start is looked at here. */
const SCRIPTS = readdirSync('bench', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.js'))
  .map((file) => `bench/${file}`)

interface Import {
  names: string[]
  from: string
}

function readImports(text: string): Import[] {
  return [...text.matchAll(/^import (.+?) from '(.+?)'$/gms)].map(([, what = '', from = '']) => ({
    names: what.startsWith('{')
      ? [...what.matchAll(/(\w+)(?: as \w+)?(?=[,\s]*[,}])/g)].map(([, name = '']) => name)
      : ['default'],
    from,
  }))
}

/** Modules of the benchmarks themselves are scripts too, and would begin to work: of these the text must do. */
async function exportsOf(from: string, script: string): Promise<string[]> {
  if (!from.startsWith('.')) return Object.keys(await import(from))
  const url = new URL(from, pathToFileURL(script))
  if (url.pathname.includes('/dist/')) return Object.keys(await import(url.href))
  return [...readFileSync(url, 'utf8').matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)].map(
    ([, name = '']) => name,
  )
}

test('there are benchmarks', () => expect(SCRIPTS.length).toBeGreaterThan(10))

test.each(SCRIPTS)('%s finds all that it imports', async (script) => {
  const text = readFileSync(script, 'utf8')
  const imports = readImports(text)
  expect(imports.length).toBe(text.match(/^import /gm)?.length ?? 0)
  const missing = await Promise.all(
    imports.map(async ({ names, from }) => {
      const offered = await exportsOf(from, script)
      return names.filter((name) => !offered.includes(name)).map((name) => `${name} of ${from}`)
    }),
  )
  expect(missing.flat()).toEqual([])
})

test.each(SCRIPTS)('%s finds the clients and the files that it names', (script) => {
  const text = readFileSync(script, 'utf8')
  const clients = [...text.matchAll(/client\('([\w-]+)'\)/g)].map(([, name]) => `bench/clients/${name}.js`)
  const files = [...text.matchAll(/path\('([\w./-]+)'\)/g)].map(([, name = '']) => name)
  expect([...clients, ...files].filter((file) => !existsSync(file))).toEqual([])
})
