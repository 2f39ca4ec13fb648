import { readFile } from 'node:fs/promises'
import { poll, type Waiting } from '../model/poll.ts'
import { errorText, StepError } from './step-error.ts'

/** How long a pid file may be missing or half written before that counts, milliseconds. */
const PATIENCE_MS = 250

/**
 * The pid in the first line of a file. A file that is just being written is read again: a number counts once its line has
 * ended, or once it was the same in two readings. Throws StepError where there is no pid.
 */
export async function readPidFile(path: string, context: Waiting): Promise<number> {
  let last: string | undefined
  let failure: unknown
  const pid = await poll(context, PATIENCE_MS, async () => {
    const before = last
    try {
      last = await readFile(path, 'utf8')
      failure = undefined
    } catch (error) {
      last = undefined
      failure = error
    }
    return last !== undefined && (last.includes('\n') || last === before) ? parsePid(last) : undefined
  })
  if (pid !== undefined) return pid
  throw new StepError(
    {
      what: `no process is named by ${path}`,
      expected: 'a pid file with a number in its first line',
      found: last === undefined ? errorText(failure) : JSON.stringify(last.slice(0, 40)),
      remedy: 'Check that the path is the one the server writes to, and that the server has been started.',
    },
    failure,
  )
}

/** 0 and negative numbers would name whole process groups to kill(2), and 2^22 is the largest pid, proc(5). */
function parsePid(text: string): number | undefined {
  const line = /^\s*(\d{1,7})\s*(\n|$)/.exec(text)?.[1]
  const pid = Number(line)
  return pid >= 1 && pid <= 2 ** 22 ? pid : undefined
}
