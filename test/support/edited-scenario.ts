import { chmodSync, cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Document, parseDocument } from 'yaml'
import { makeFolder, SCENARIOS } from './cli.ts'

/** Changes what a scenario says. */
export type Edit = (scenario: Document) => void

const PACKAGES = fileURLToPath(new URL('../../node_modules', import.meta.url))

/** Writes a scenario of the library that says something else, in a copy of the library that goes with the test. Returns its path. */
export function editScenario(file: string, edit: Edit): string {
  const folder = makeFolder()
  const scenarios = join(folder, 'scenarios')
  cpSync(SCENARIOS, scenarios, { recursive: true })
  symlinkSync(PACKAGES, join(folder, 'node_modules'))
  // Workers of servers that change their user read their files there.
  chmodSync(folder, 0o755)
  const document = parseDocument(readFileSync(join(scenarios, file), 'utf8'))
  edit(document)
  writeFileSync(join(scenarios, file), document.toString())
  return join(scenarios, file)
}
