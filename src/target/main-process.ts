import type { TrackedProcess } from '../evidence/process-set.ts'
import { readPidFile } from '../linux/pid-file.ts'
import type { Household } from './runtime.ts'

/**
 * The process that signals go to. With a pid file or a fixed pid, that one and no other. Otherwise the process that was
 * launched or attached to last; when that has handed over and gone, whoever of those left has no parent within the target and
 * holds the listening socket, the latest of several.
 */
export function findMainPid({ options, place, watch, roots, launched }: Household): number | undefined {
  const { pid } = options.spec
  const named = pid && ('file' in pid ? readPidFile(pid.file) : pid)
  if (named) return 'pid' in named && (!place.processes || lives(named.pid, watch.living())) ? named.pid : undefined
  if (!place.processes) return launched.findLast((one) => one.ended() === undefined)?.pid
  const root = roots.findLast((member) => member.gone === undefined)
  return (root ?? findHeir(watch.living()))?.pid
}

function lives(pid: number, living: TrackedProcess[]): boolean {
  return living.some((member) => member.pid === pid)
}

export function findHeir(living: TrackedProcess[]): TrackedProcess | undefined {
  const pids = new Set(living.map((member) => member.pid))
  const heads = living.filter(({ ppid }) => !pids.has(ppid))
  const serving = heads.filter(({ listeners }) => listeners.length > 0)
  return (serving.length > 0 ? serving : heads).toSorted((a, b) => a.startTicks - b.startTicks).at(-1)
}
