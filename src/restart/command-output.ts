import { randomUUID } from 'node:crypto'
import { open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How much of a command's output goes into an error message, in bytes. */
const TAIL_BYTES = 2000
const LINE_CHARS = 200

/** Where a command writes to, stdout and stderr in the order in which they came. */
export interface CommandOutput {
  fd: number
  /** The last TAIL_BYTES. */
  tail(): Promise<string>
  /** The last line that is not empty, at most LINE_CHARS; undefined where there is none. */
  lastLine(): Promise<string | undefined>
  close(): Promise<void>
}

/**
 * A file without a name, and no pipe: a server that a command leaves behind goes on writing, and would be killed by SIGPIPE
 * once the other end of a pipe is closed, or block once it is not read.
 */
export async function openOutput(): Promise<CommandOutput> {
  const path = join(tmpdir(), `hitless-${randomUUID()}`)
  const file = await open(path, 'ax+', 0o600)
  await unlink(path)
  const tail = async (): Promise<string> => {
    const { size } = await file.stat()
    const start = Math.max(0, size - TAIL_BYTES)
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(TAIL_BYTES), position: start })
    return buffer.toString('utf8', 0, bytesRead).trim()
  }
  return {
    fd: file.fd,
    tail,
    lastLine: async () => (await tail()).split('\n').at(-1)?.slice(0, LINE_CHARS) || undefined,
    close: () => file.close(),
  }
}
