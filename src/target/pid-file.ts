import { type PidFileContent, readPidFile } from '../evidence/pid-file.ts'
import { TargetError } from './error.ts'
import { waitUntil } from './wait.ts'

/** The process that a pid file names, as soon as it does. A TargetError where it does not within the limit. */
export async function awaitPidFile(file: string, withinMs: number): Promise<number> {
  let content: PidFileContent = { missing: true }
  await waitUntil(() => {
    content = readPidFile(file)
    return 'pid' in content
  }, withinMs)
  return requirePid(file, content, withinMs)
}

function requirePid(file: string, content: PidFileContent, withinMs: number): number {
  if ('pid' in content) return content.pid
  const found =
    'rubbish' in content ? `found ${JSON.stringify(content.rubbish)}` : 'there is no such file, or it is empty'
  throw new TargetError(`Expected a process id in the pid file ${file} within ${withinMs} ms, but ${found}.`)
}
