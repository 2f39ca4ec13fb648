import { existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { isExecutable } from '../linux/executable.ts'

/** Folders of system programs, which often are not on the PATH of those who may run them. */
const SYSTEM = ['/usr/sbin', '/sbin']

/**
 * Those that are missing: programs that are neither on the PATH nor in /usr/sbin or /sbin, and absolute paths where nothing is,
 * which is how a library is named that has no program.
 */
export function checkRequires(names: readonly string[], path: string = process.env['PATH'] ?? ''): string[] {
  const folders = [...path.split(delimiter).filter((folder) => folder !== ''), ...SYSTEM]
  const isThere = (name: string) => folders.some((folder) => isExecutable(join(folder, name)))
  return names.filter((name) => !(isAbsolute(name) ? existsSync(name) : isThere(name)))
}
