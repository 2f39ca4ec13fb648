import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const TAIL_BYTES = 16_384

/** The last lines of a log, at most 20; empty where there is none. Reads no more than its last 16 KiB. */
export function readLogTail(path: string, lines = 20): string {
  return readEnd(path).trimEnd().split('\n').slice(-lines).join('\n')
}

function readEnd(path: string): string {
  try {
    const file = openSync(path, 'r')
    try {
      const { size } = fstatSync(file)
      const length = Math.min(size, TAIL_BYTES)
      const buffer = Buffer.alloc(length)
      return buffer.toString('utf8', 0, readSync(file, buffer, 0, length, size - length))
    } finally {
      closeSync(file)
    }
  } catch {
    return ''
  }
}
