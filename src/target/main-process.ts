import type { PidFile, PidFileContent } from '../linux/pid-file.ts'
import { readStat } from '../linux/stat.ts'
import { poll, realTime } from '../model/poll.ts'
import type { TrackedProcess } from '../model/target.ts'
import { TargetError } from '../model/target-error.ts'
import type { TargetOptions, TargetRuntime } from './runtime.ts'

const LOOK_MS = 25

/**
 * The process that signals go to. With a pid file or a fixed pid, that one and no other. Otherwise the process that was
 * launched or attached to last; when that has handed over and gone, the one of those left that has no parent within the target
 * and holds the listening socket, the latest of several.
 */
export function findMainPid({ options, pidFile, location, watch, roots, launched }: TargetRuntime): number | undefined {
  const named = pidFile?.read() ?? options.spec.pid
  if (named) return 'pid' in named && (!location.processes || lives(named.pid, watch.living())) ? named.pid : undefined
  if (!location.processes) return launched.findLast((one) => one.ended() === undefined)?.pid
  const root = roots.findLast(({ gone }) => gone === undefined)
  return (root ?? findSuccessor(watch.living()))?.pid
}

function lives(pid: number, living: TrackedProcess[]): boolean {
  return living.some((one) => one.pid === pid)
}

export function findSuccessor(living: TrackedProcess[]): TrackedProcess | undefined {
  const pids = new Set(living.map(({ pid }) => pid))
  const heads = living.filter(({ ppid }) => !pids.has(ppid))
  const serving = heads.filter(({ listeners }) => listeners.length > 0)
  return (serving.length > 0 ? serving : heads).toSorted((a, b) => a.startTicks - b.startTicks).at(-1)
}

/** The process that a pid file names, as soon as it does. A TargetError where it does not within the limit. */
export async function awaitPidFile(file: PidFile, { spec, abort }: TargetOptions): Promise<number> {
  const { withinMs } = spec.ready
  let content: PidFileContent = { text: '' }
  const look = () => {
    abort.throwIfAborted()
    content = file.read()
    return isOfRunning(content) ? content.pid : undefined
  }
  const pid = await poll(realTime(abort), withinMs, look, LOOK_MS)
  if (pid !== undefined) return pid
  throw new TargetError(
    `Expected the pid of a running process in the pid file ${file.path} within ${withinMs} ms, but ${describe(content)}.`,
  )
}

function isOfRunning(content: PidFileContent): content is { pid: number } {
  return 'pid' in content && readStat(content.pid) !== undefined
}

function describe(content: PidFileContent): string {
  if ('pid' in content) return `found ${content.pid}, and no process has that number`
  const text = 'text' in content ? content.text.trim() : ''
  return text === '' ? 'there is no such file, or it is empty' : `found ${JSON.stringify(text.slice(0, 80))}`
}
