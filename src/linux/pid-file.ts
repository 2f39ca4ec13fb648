import { readFileSync } from 'node:fs'

/** What a pid file says: a pid, nothing yet, or something that is no pid. */
export type PidFileContent = { pid: number } | { missing: true } | { rubbish: string }

/** Reads a pid file: a decimal number in its first line, as daemons write it. An empty file is one that is being written. */
export function readPidFile(path: string): PidFileContent {
  const text = readText(path)?.trim()
  if (!text) return { missing: true }
  const first = text.split('\n', 1)[0]?.trim() ?? ''
  const pid = Number(first)
  return /^\d+$/.test(first) && pid > 0 && pid < 2 ** 31 ? { pid } : { rubbish: text.slice(0, 80) }
}

/** The file itself, and those in which nginx (`.oldbin`) and gunicorn and unicorn (`.2`, `.oldbin`) name the other generation. */
export function pidFilesBeside(path: string): string[] {
  return [path, `${path}.oldbin`, `${path}.2`]
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
