import { readCommand } from '../linux/cmdline.ts'
import { openPidFile, type PidFile, pidFilesBeside } from '../linux/pid-file.ts'
import { PROC } from '../linux/proc-file.ts'
import { lineage } from '../linux/process-table.ts'
import { holdsAny } from '../linux/sockets.ts'
import { hasEnded, readStat, type Stat } from '../linux/stat.ts'
import type { TrackedProcess } from '../model/target.ts'
import { type Family, findOwnership, isOfAnotherRun } from './ancestry.ts'
import { isSame, type ProcessSet, recheck, refreshCommand } from './process-set.ts'
import { followUnrelated, type UnrelatedProcesses } from './unrelated.ts'

export interface DiscoveryOptions {
  processes: ProcessSet
  now: () => number
  /** Value of the environment marker that the target was launched with. */
  marker?: string
  pidFile?: string
  /** Processes that started earlier, in clock ticks since boot, are unrelated; absent for attached targets. */
  notBefore?: number
  proc?: string
}

/** Finds out which processes belong to the target, and which of them have ended. */
export interface ProcessDiscovery {
  /** Takes a process in whatever its ancestry, for instance the launched one. Undefined where it does not exist. */
  add(pid: number, ours: boolean): TrackedProcess | undefined
  /** A process that is never taken in, whatever its ancestry. */
  exclude(pid: number): void
  /** A look at what has started since the last one. Returns what came. */
  scanNew(): TrackedProcess[]
  /** A look at one process, whether it still lives. */
  check(process: TrackedProcess): void
  /** A look at every process, at the pid files, and at who holds sockets with these inodes. Returns what came. */
  scanAll(inodes: ReadonlySet<number>): TrackedProcess[]
  close(): void
}

interface Search extends DiscoveryOptions, Family {
  proc: string
  excluded: Set<number>
  pidFiles: PidFile[]
  unrelated: UnrelatedProcesses
}

export function discoverProcesses(options: DiscoveryOptions): ProcessDiscovery {
  const search = openSearch(options)
  const { processes, now, proc, excluded, unrelated } = search
  const check = (process: TrackedProcess): void => recheck(process, now, proc)
  return {
    add(pid, ours) {
      const stat = readCandidate(pid, search)
      return stat ? track(stat, ours, search) : findLiving(pid, processes)
    },
    exclude: (pid) => void excluded.add(pid),
    scanNew: () => scanNew(search),
    check,
    scanAll(inodes) {
      // First, so that nothing is taken for a child of a process whose pid was given away meanwhile.
      for (const process of processes.living()) check(process)
      const came = scanAll(inodes, search)
      for (const process of processes.living()) refreshCommand(process, proc)
      return came
    },
    close: unrelated.close,
  }
}

function openSearch(options: DiscoveryOptions): Search {
  const { processes, now, pidFile, proc = PROC } = options
  const excluded = new Set([1, ...lineage(process.pid, proc)])
  const candidates = { ...options, proc, excluded }
  const mayRelate = (pid: number): boolean => {
    // The kernel gives a pid away again only when it names no group any more.
    if (processes.find(pid)?.gone !== undefined) processes.forget(pid)
    return readCandidate(pid, candidates) !== undefined
  }
  const pidFiles = pidFile === undefined ? [] : pidFilesBeside(pidFile).map((path) => openPidFile(path))
  return { ...candidates, pidFiles, unrelated: followUnrelated({ mayRelate, now, proc }) }
}

type Candidates = Pick<Search, 'processes' | 'excluded' | 'notBefore' | 'proc'>

/** A living process that may be taken in; undefined where it is known already, or can't be of the target. */
function readCandidate(pid: number, { processes, excluded, notBefore = 0, proc }: Candidates): Stat | undefined {
  if (excluded.has(pid)) return undefined
  const stat = readStat(pid, proc)
  const known = processes.find(pid)
  if (!stat || hasEnded(stat) || (known && isSame(known, stat))) return undefined
  return stat.startTicks < notBefore ? undefined : stat
}

function findLiving(pid: number, processes: ProcessSet): TrackedProcess | undefined {
  const known = processes.find(pid)
  return known?.gone === undefined ? known : undefined
}

function track(stat: Stat, ours: boolean, { processes, unrelated, now, proc }: Search): TrackedProcess {
  unrelated.delete(stat.pid)
  return processes.track(stat, { command: readCommand(stat.pid, proc) ?? `[${stat.name}]`, ours, seen: now() })
}

function scanNew(search: Search): TrackedProcess[] {
  const { unrelated } = search
  unrelated.meetNew()
  const came = trackRelated(unrelated.takeDue(), search)
  // What descends from these is related by now.
  return came.length === 0 ? came : [...came, ...trackRelated(unrelated.young(), search)]
}

function scanAll(inodes: ReadonlySet<number>, search: Search): TrackedProcess[] {
  const { unrelated } = search
  unrelated.meetAll()
  const came = [...trackRelated(unrelated.all(), search), ...trackNamed(inodes, search)]
  return came.length === 0 ? came : [...came, ...trackRelated(unrelated.all(), search)]
}

/** Takes in those of the processes that are related to the target, and goes on as long as that makes others related. */
function trackRelated(pids: readonly number[], search: Search): TrackedProcess[] {
  const came: TrackedProcess[] = []
  const open = new Set(pids)
  for (let before = -1; before < came.length; ) {
    before = came.length
    for (const pid of open) {
      const stat = readCandidate(pid, search)
      const ours = stat && findOwnership(stat, search)
      if (stat && ours === undefined) continue
      open.delete(pid)
      if (stat) came.push(track(stat, ours ?? false, search))
    }
  }
  return came
}

/** Takes in what the pid files name, and who holds the sockets. */
function trackNamed(inodes: ReadonlySet<number>, search: Search): TrackedProcess[] {
  const { pidFiles, unrelated, proc, notBefore } = search
  const named = pidFiles.flatMap((file) => readPid(file))
  const holders = inodes.size === 0 ? [] : unrelated.all().filter((pid) => holdsAny(pid, inodes, proc))
  return [...new Set([...named, ...holders])]
    .map((pid) => readCandidate(pid, search))
    .filter((stat) => stat !== undefined)
    .filter((stat) => !isOfAnotherRun(stat.pid, search))
    .map((stat) => track(stat, notBefore !== undefined, search))
}

function readPid(file: PidFile): number[] {
  const content = file.read()
  return 'pid' in content ? [content.pid] : []
}
