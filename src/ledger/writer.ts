import type { FileHandle } from 'node:fs/promises'

/** Longest time that text waits before it is written, milliseconds. */
const WAIT_MS = 200

/** Characters that may wait for a slow disk before it counts as failed, so that memory does not grow without end. */
const WAITING_LIMIT = 64 * 1024 * 1024

/** Appends to a file in batches, in order, without blocking the thread. */
export interface Writer {
  append(text: string, urgency: 'soon' | 'now'): void
  /** Writes what is left, has the disk keep it, closes the file. Never rejects: what went wrong is in `failed`. */
  close(): Promise<void>
  /** Resolves with the first error, after which nothing more is written; stays pending as long as all is well. */
  failed: Promise<Error>
}

export type AppendableFile = Pick<FileHandle, 'appendFile' | 'datasync' | 'close'>

export function createWriter(file: AppendableFile): Writer {
  let resolveFailed: ((error: Error) => void) | undefined
  const failed = new Promise<Error>((resolve) => {
    resolveFailed = resolve
  })
  let waiting: string[] = []
  let waitingLength = 0
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()
  let stopped = false

  function fail(error: unknown): void {
    // A failed write may have left half a line, so nothing may follow it.
    stopped = true
    waiting = []
    resolveFailed?.(error instanceof Error ? error : new Error(String(error)))
  }

  async function writeWaiting(): Promise<void> {
    const text = waiting.join('')
    waiting = []
    waitingLength = 0
    if (text !== '') await file.appendFile(text).catch(fail)
  }

  function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(writeWaiting)
    return writing
  }

  function append(text: string, urgency: 'soon' | 'now'): void {
    if (stopped) return
    waiting.push(text)
    waitingLength += text.length
    if (waitingLength > WAITING_LIMIT)
      fail(new Error(`the disk is too slow: ${waitingLength} characters are waiting to be written`))
    else if (urgency === 'now') void write()
    else timer ??= setTimeout(() => void write(), WAIT_MS)
  }

  async function close(): Promise<void> {
    await write()
    // Some file systems notice only now that they are full.
    if (!stopped) await file.datasync().catch(fail)
    stopped = true
    await file.close().catch(fail)
  }

  return { append, close, failed }
}
