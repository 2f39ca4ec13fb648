import { readCommand } from '../linux/cmdline.ts'
import { readMarker } from '../linux/environ.ts'
import { pidFilesBeside, readPidFile } from '../linux/pid-file.ts'
import { PROC } from '../linux/proc-file.ts'
import { lineage, listPids } from '../linux/process-table.ts'
import { holdsAny } from '../linux/sockets.ts'
import { hasEnded, readStat, type Stat } from '../linux/stat.ts'
import { findAncestor } from './ancestry.ts'
import { readExit } from './exit.ts'
import { watchNewPids } from './new-pids.ts'
import { isSame, type ProcessSet, type TrackedProcess } from './process-set.ts'

export interface DiscoveryOptions {
  processes: ProcessSet
  now: () => number
  /** Value of the environment marker that the target was launched with. */
  marker?: string
  pidFile?: string
  /** Processes that started earlier, in clock ticks since boot, are strangers; absent for attached targets. */
  notBefore?: number
  proc?: string
}

/** Finds out which processes belong to the target, and which of them have ended. */
export interface ProcessDiscovery {
  /** Takes a process in whatever its kin, for instance the launched one. Undefined where it does not exist. */
  add(pid: number, ours: boolean): TrackedProcess | undefined
  /** A process that is never taken in, whatever its kin. */
  exclude(pid: number): void
  /** A look at what has started since the last one. Returns what came. */
  scanNew(): TrackedProcess[]
  /** A look at one member, whether it still lives. */
  check(member: TrackedProcess): void
  /** A look at every process, at the pid files, and at who holds sockets with these inodes. Returns what came. */
  scanAll(inodes: ReadonlySet<number>): TrackedProcess[]
  close(): void
}

/**
 * For so long a newcomer is looked at again and again, at double its age, as it may yet execute another program or join another
 * group; later with all others, milliseconds.
 */
const YOUNG_MS = 250

/** A process that is no member. */
interface Stranger {
  seen: number
  /** When it is to be looked at again. */
  due: number
}

export function discoverProcesses(options: DiscoveryOptions): ProcessDiscovery {
  const { processes, now, proc = PROC } = options
  const excluded = new Set([1, ...lineage(process.pid, proc)])
  const arrivals = watchNewPids(proc)
  let table = new Set<number>()
  /** Those from before the launch are not looked at again. */
  const strangers = new Map<number, Stranger>()
  let youngest = Number.NEGATIVE_INFINITY

  function listAll(): void {
    const pids = listPids(proc)
    for (const pid of pids) if (!table.has(pid)) meet(pid)
    table = new Set(pids)
    for (const pid of strangers.keys()) if (!table.has(pid)) strangers.delete(pid)
  }

  function meetNewcomers(): void {
    const found = arrivals.read()
    if (found === undefined) return listAll()
    for (const pid of found) {
      table.add(pid)
      meet(pid)
    }
  }

  function meet(pid: number): void {
    // The kernel gives a pid away again only when it names no group any more.
    if (processes.find(pid)?.gone !== undefined) processes.forget(pid)
    if (!candidate(pid)) return
    youngest = now()
    strangers.set(pid, { seen: youngest, due: youngest })
  }

  function candidate(pid: number): Stat | undefined {
    if (excluded.has(pid)) return undefined
    const stat = readStat(pid, proc)
    const known = processes.find(pid)
    if (!stat || hasEnded(stat) || (known && isSame(known, stat))) return undefined
    return stat.startTicks < (options.notBefore ?? 0) ? undefined : stat
  }

  function knownAlive(pid: number): TrackedProcess | undefined {
    const known = processes.find(pid)
    return known?.gone === undefined ? known : undefined
  }

  function adopt(stat: Stat, ours: boolean): TrackedProcess {
    strangers.delete(stat.pid)
    return processes.track(stat, { command: readCommand(stat.pid, proc) ?? `[${stat.name}]`, ours, seen: now() })
  }

  function adoptKin(pids: number[]): TrackedProcess[] {
    const came: TrackedProcess[] = []
    const open = new Set(pids)
    for (let grown = true; grown; ) {
      grown = false
      for (const pid of open) {
        const stat = candidate(pid)
        const ours = stat && ownership(stat)
        if (stat && ours === undefined) continue
        open.delete(pid)
        if (!stat) continue
        came.push(adopt(stat, ours ?? false))
        grown = true
      }
    }
    return came
  }

  /** Whether a process is ours to end; undefined where it is no kin at all. */
  function ownership(stat: Stat): boolean | undefined {
    const marker = options.marker === undefined ? undefined : readMarker(stat.pid, proc)
    if (marker !== undefined && marker === options.marker) return true
    return findAncestor(stat, processes)?.ours
  }

  function adoptNamed(inodes: ReadonlySet<number>): TrackedProcess[] {
    const named = options.pidFile === undefined ? [] : pidFilesBeside(options.pidFile).flatMap((path) => pidIn(path))
    const holders = inodes.size === 0 ? [] : [...strangers.keys()].filter((pid) => holdsAny(pid, inodes, proc))
    return [...new Set([...named, ...holders])]
      .map((pid) => candidate(pid))
      .filter((stat) => stat !== undefined)
      .filter((stat) => !belongsElsewhere(stat.pid))
      .map((stat) => adopt(stat, options.notBefore !== undefined))
  }

  /** The target of another run may have taken over the port or, in the same folder, the pid file. */
  function belongsElsewhere(pid: number): boolean {
    const marker = readMarker(pid, proc)
    return options.marker !== undefined && marker !== undefined && marker !== options.marker
  }

  function check(member: TrackedProcess): void {
    const stat = readStat(member.pid, proc)
    if (!stat || hasEnded(stat) || !isSame(member, stat)) end(member, stat)
    else Object.assign(member, { ppid: stat.ppid, pgrp: stat.pgrp, session: stat.session })
  }

  function end(member: TrackedProcess, stat: Stat | undefined): void {
    member.gone = now()
    const exit = stat && isSame(member, stat) ? readExit(member.pid, proc) : undefined
    if (exit) member.exit = exit
  }

  function adoptYoung(): TrackedProcess[] {
    if (now() - youngest >= YOUNG_MS) return []
    const young = [...strangers].filter(([, { seen }]) => now() - seen < YOUNG_MS)
    const due = young.filter(([, stranger]) => stranger.due <= now())
    for (const [, stranger] of due) stranger.due = 2 * now() - stranger.seen
    const came = adoptKin(due.map(([pid]) => pid))
    // Whoever descends from these is kin by now.
    return came.length === 0 ? [] : [...came, ...adoptKin(young.map(([pid]) => pid))]
  }

  return {
    add(pid, ours) {
      const stat = candidate(pid)
      return stat ? adopt(stat, ours) : knownAlive(pid)
    },
    exclude: (pid) => void excluded.add(pid),
    scanNew() {
      meetNewcomers()
      return adoptYoung()
    },
    check,
    scanAll(inodes) {
      // First, so that nobody is taken for kin of a process whose pid was given away meanwhile.
      for (const member of processes.living()) check(member)
      listAll()
      const came = [...adoptKin([...strangers.keys()]), ...adoptNamed(inodes)]
      if (came.length > 0) came.push(...adoptKin([...strangers.keys()]))
      for (const member of processes.living()) refreshCommand(member, proc)
      return came
    },
    close: arrivals.close,
  }
}

function pidIn(path: string): number[] {
  const content = readPidFile(path)
  return 'pid' in content ? [content.pid] : []
}

/** A process that was seen between fork and exec bore its parent's command line. */
function refreshCommand(member: TrackedProcess, proc: string): void {
  const stat = readStat(member.pid, proc)
  if (stat && isSame(member, stat)) member.command = readCommand(member.pid, proc) ?? member.command
}
