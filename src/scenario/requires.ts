import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Folders of system programs, which often are not on the PATH of those who may run them. */
const SYSTEM = ['/usr/sbin', '/sbin']

/** Those of the programs that are neither on the PATH nor in /usr/sbin or /sbin. */
export function checkRequires(names: readonly string[], path: string = process.env['PATH'] ?? ''): string[] {
  const folders = [...path.split(delimiter).filter((folder) => folder !== ''), ...SYSTEM]
  return names.filter((name) => !folders.some((folder) => isExecutable(join(folder, name))))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
