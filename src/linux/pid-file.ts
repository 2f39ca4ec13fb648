import { readFileSync, statSync } from 'node:fs'

/** What a pid file says: a pid; other text, which may be the beginning of a number; or why it cannot be read. */
export type PidFileContent = { pid: number } | { text: string } | { error: unknown }

export interface PidFile {
  path: string
  read(): PidFileContent
}

/** So long after the last write to a file nothing more of the same number comes; its time is exact to 10 ms, inode(7). */
const SETTLED_MS = 50

/**
 * Reads a pid file: a decimal number in its first line, as daemons write it. The number counts once its line has ended or, as some
 * servers write no newline, once it was the same in two readings. Where nothing was written lately one reading is enough, so that
 * a caller who looks only once gets the pid too.
 */
export function openPidFile(path: string, now = Date.now): PidFile {
  let before: string | undefined
  return {
    path,
    read() {
      try {
        const text = readFileSync(path, 'utf8')
        const { pid, ended } = parsePid(text)
        const isComplete = ended || text === before || isSettled(path, now)
        before = text
        return pid !== undefined && isComplete ? { pid } : { text }
      } catch (error) {
        before = undefined
        return { error }
      }
    },
  }
}

/** The file itself, and those in which nginx (`.oldbin`) and gunicorn and unicorn (`.2`, `.oldbin`) name the other generation. */
export function pidFilesBeside(path: string): string[] {
  return [path, `${path}.oldbin`, `${path}.2`]
}

/** 0 and negative numbers would name whole process groups to kill(2), and 2^22 is the largest pid, proc(5). */
function parsePid(text: string): { pid: number | undefined; ended: boolean } {
  const [, digits, end] = /^\s*(\d{1,7})[^\S\n]*(\n|$)/.exec(text) ?? []
  const pid = Number(digits)
  return { pid: pid >= 1 && pid <= 2 ** 22 ? pid : undefined, ended: end === '\n' }
}

function isSettled(path: string, now: () => number): boolean {
  return now() - statSync(path).mtimeMs > SETTLED_MS
}
