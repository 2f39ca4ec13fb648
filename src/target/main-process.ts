import { readPidFile } from '../linux/pid-file.ts'
import type { TrackedProcess } from '../model/target.ts'
import type { TargetRuntime } from './runtime.ts'

/**
 * The process that signals go to. With a pid file or a fixed pid, that one and no other. Otherwise the process that was
 * launched or attached to last; when that has handed over and gone, whoever of those left has no parent within the target and
 * holds the listening socket, the latest of several.
 */
export function findMainPid({ options, location, watch, roots, launched }: TargetRuntime): number | undefined {
  const { pid } = options.spec
  const named = pid && ('file' in pid ? readPidFile(pid.file) : pid)
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
