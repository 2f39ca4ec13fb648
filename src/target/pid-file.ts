import { type PidFileContent, readPidFile } from '../linux/pid-file.ts'
import { readStat } from '../linux/stat.ts'
import { poll, realTime } from '../model/poll.ts'
import { TargetError } from '../model/target-error.ts'

/** The process that a pid file names, as soon as it does. A TargetError where it does not within the limit. */
export async function awaitPidFile(file: string, withinMs: number, abort: AbortSignal): Promise<number> {
  let content: PidFileContent = { missing: true }
  const look = () => {
    abort.throwIfAborted()
    content = readPidFile(file)
    return 'pid' in content && readStat(content.pid) !== undefined
  }
  await poll(realTime(abort), withinMs, look, 25)
  return requirePid(file, content, withinMs)
}

function requirePid(file: string, content: PidFileContent, withinMs: number): number {
  if ('pid' in content && readStat(content.pid) !== undefined) return content.pid
  throw new TargetError(
    `Expected the pid of a running process in the pid file ${file} within ${withinMs} ms, but ${describe(content)}.`,
  )
}

function describe(content: PidFileContent): string {
  if ('pid' in content) return `found ${content.pid}, and no process has that number`
  return 'rubbish' in content ? `found ${JSON.stringify(content.rubbish)}` : 'there is no such file, or it is empty'
}
