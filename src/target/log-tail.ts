import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'

const TAIL_BYTES = 16_384
const FOLLOWED_BYTES = 65_536

/** The last lines of a log, at most 20; empty where there is none. Reads no more than its last 16 KiB. */
export function readLogTail(path: string, lines = 20): string {
  return readEnd(path, TAIL_BYTES).trimEnd().split('\n').slice(-lines).join('\n')
}

/** Follows a log from now on: what it returns gives the end of what was written since, at most 64 KiB. */
export function followLog(path: string): () => string {
  const from = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return () => readEnd(path, FOLLOWED_BYTES, from)
}

function readEnd(path: string, most: number, from = 0): string {
  try {
    const file = openSync(path, 'r')
    try {
      const { size } = fstatSync(file)
      const length = Math.max(0, Math.min(size - from, most))
      const buffer = Buffer.alloc(length)
      return buffer.toString('utf8', 0, readSync(file, buffer, 0, length, size - length))
    } finally {
      closeSync(file)
    }
  } catch {
    return ''
  }
}
