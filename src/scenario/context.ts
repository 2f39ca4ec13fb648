import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { attempt, codeOf } from './attempt.ts'
import type { Finding, Path } from './errors/problem.ts'
import type { Variables } from './variables.ts'

/** What the parts of a scenario need to be put together, once each of them has been read. */
export interface BuildContext {
  /** Folder that relative paths start from: the scenario's. */
  here: string
  variables: Variables
  report(finding: Finding): void
}

/** Reports a value that only the whole scenario shows to be wrong. */
export function reportValue(context: BuildContext, path: Path, finding: Pick<Finding, 'expected' | 'found' | 'hint'>) {
  context.report({ path, at: 'value', ...finding })
}

export function resolvePath(context: BuildContext, path: string): string {
  return resolve(context.here, path)
}

/** The text of a file that the scenario names; undefined, and reported, where it can't be read. */
export function readNamedFile(context: BuildContext, file: string, path: Path): string | undefined {
  return readNamedBytes(context, file, path)?.toString()
}

/** The bytes of such a file. */
export function readNamedBytes(context: BuildContext, file: string, path: Path): Buffer | undefined {
  const absolute = resolvePath(context, file)
  const bytes = attempt(() => readFileSync(absolute))
  if (!(bytes instanceof Error)) return bytes
  const found = `${absolute} can't be read (${codeOf(bytes)})`
  reportValue(context, path, { expected: 'a file that can be read', found })
  return undefined
}
