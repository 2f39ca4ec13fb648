import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { describe } from 'vitest'

/** Where a program is: on the PATH, or in one of the folders of system programs. An absolute path is where it says. */
export function findProgram(name: string): string | undefined {
  if (isAbsolute(name)) return isExecutable(name) ? name : undefined
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

export function hasProgram(name: string): boolean {
  return findProgram(name) !== undefined
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * A `describe` for tests that need real programs. Where one is missing the tests count as skipped and the title says
 * which; in CI, which installs all of them, a missing program is a failure.
 */
export function describeWith(programs: string[], title: string, body: () => void): void {
  const missing = programs.filter((program) => !hasProgram(program))
  if (missing.length > 0 && process.env['CI'] !== 'true') {
    describe.skip(`${title} [needs ${missing.join(', ')}]`, body)
    return
  }
  describe(title, body)
}
