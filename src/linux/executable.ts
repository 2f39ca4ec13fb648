import { accessSync, constants } from 'node:fs'

/** Whether this process may execute a file; access(2). */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
