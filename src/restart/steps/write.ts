import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { z } from 'zod'
import { resolvePath } from '../../grammar/build-context.ts'
import { map } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { positiveDuration } from '../../grammar/units.ts'
import { nonEmptyText, text } from '../../grammar/words.ts'
import { poll } from '../../model/poll.ts'
import type { RestartStep } from '../../model/scenario.ts'
import type { StepContext } from '../context.ts'
import { defineStep, type StepPlace } from '../step.ts'
import { errorCode, errorText, StepError } from '../step-error.ts'

export interface WriteStep extends RestartStep {
  kind: 'write'
  path: string
  data: string
  withinMs: number
}

const writeSchema = map(
  {
    path: scalar(nonEmptyText('the path of a FIFO or file'), 'The FIFO or file.'),
    data: scalar(text, 'What is written; "\\n" in double quotes is a line break.'),
    within: scalar(positiveDuration, 'How long it may take, including the wait for a reader of a FIFO.').prefault(
      '10s',
    ),
  },
  'Writes to a FIFO or a file.',
)

function buildWrite(written: z.output<typeof writeSchema>, place: StepPlace): WriteStep {
  const { path, data, within } = written
  return { kind: 'write', path: resolvePath(place, path), data, withinMs: within }
}

export function nameWrite({ path }: WriteStep): string {
  return `write ${path}`
}

/**
 * Writes to a FIFO that has a reader, or replaces what is in a file (in place: the inode stays). Never blocks: a FIFO is
 * opened with O_NONBLOCK, which gives ENXIO while no process reads and EAGAIN while it is full, fifo(7).
 */
export async function runWrite({ path, data, withinMs }: WriteStep, context: StepContext): Promise<string> {
  const file = resolve(context.cwd, path)
  const bytes = Buffer.from(data)
  try {
    const handle = await openWriter(file, withinMs, context)
    try {
      await writeAll(handle, bytes, withinMs, context)
    } finally {
      await handle.close()
    }
  } catch (error) {
    context.abort.throwIfAborted()
    throw createFailure(error, file, withinMs)
  }
  return `${bytes.length} bytes`
}

async function openWriter(file: string, withinMs: number, context: StepContext): Promise<FileHandle> {
  // A socket answers ENXIO as well, open(2), but no reader will ever come.
  const isSocket = await stat(file).then(
    (facts) => facts.isSocket(),
    () => false,
  )
  if (isSocket) throw new Error('a socket, which takes a `send` step')
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NONBLOCK
  let failure: unknown
  const handle = await poll(context, withinMs, async () => {
    try {
      return await open(file, flags)
    } catch (error) {
      if (errorCode(error) !== 'ENXIO') throw error
      failure = error
      return undefined
    }
  })
  if (handle === undefined) throw failure
  return handle
}

async function writeAll(handle: FileHandle, bytes: Buffer, withinMs: number, context: StepContext): Promise<void> {
  let written = 0
  const full = await poll(context, withinMs, async () => {
    try {
      while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten
      return true
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') throw error
      return undefined
    }
  })
  if (full === undefined) throw new Error(`a reader that took only ${written} of ${bytes.length} bytes`)
}

function createFailure(error: unknown, file: string, withinMs: number): StepError {
  const unread = errorCode(error) === 'ENXIO' || errorCode(error) === 'EPIPE'
  return new StepError(
    {
      what: `${file} could not be written`,
      expected: unread
        ? `a process that reads the FIFO within ${withinMs} ms`
        : 'a FIFO with a reader, or a writable file',
      found: unread ? `no reader (${errorCode(error)})` : errorText(error),
      remedy: unread ? 'Check that the server runs and has opened the FIFO.' : 'Correct `path`, or its permissions.',
    },
    error,
  )
}

export const writeStep = defineStep({
  traits: {},
  schema: writeSchema,
  build: buildWrite,
  name: nameWrite,
  run: runWrite,
})
