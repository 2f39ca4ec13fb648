import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { catchError, codeOf } from './catch-error.ts'
import type { Issue, Path } from './issue.ts'

/** What the parts of a scenario need to be put together, once each of them has been read. */
export interface BuildContext {
  /** Folder that relative paths start from: the scenario's. */
  here: string
  report(issue: Issue): void
}

/** Reports a value that only the whole scenario shows to be wrong. */
export function reportIssue(context: BuildContext, path: Path, issue: Pick<Issue, 'expected' | 'found' | 'hint'>) {
  context.report({ path, at: 'value', ...issue })
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
  const bytes = catchError(() => readFileSync(absolute))
  if (!(bytes instanceof Error)) return bytes
  const found = `${absolute} can't be read (${codeOf(bytes)})`
  reportIssue(context, path, { expected: 'a file that can be read', found })
  return undefined
}
