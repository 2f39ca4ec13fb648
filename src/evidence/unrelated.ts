import { listPids } from '../linux/process-table.ts'
import { watchNewPids } from './new-pids.ts'

/**
 * For so long a new process is looked at again and again, at double its age, as it may yet execute another program or join another
 * group; later with all others, milliseconds.
 */
const YOUNG_MS = 250

interface Unrelated {
  seen: number
  /** When it is to be looked at again. */
  due: number
}

export interface UnrelatedOptions {
  /** Asked of every process once, when it is met: whether it may yet come to belong to the target. */
  mayRelate: (pid: number) => boolean
  now: () => number
  proc: string
}

/** The processes that do not belong to the target, or not yet. */
export interface UnrelatedProcesses {
  /** Meets what has started since the last look. */
  meetNew(): void
  /** Meets whatever there is, and forgets what has gone. */
  meetAll(): void
  all(): number[]
  young(): number[]
  /** The young ones whose turn it is; the next one comes when they are twice as old. */
  takeDue(): number[]
  delete(pid: number): void
  close(): void
}

export function followUnrelated({ mayRelate, now, proc }: UnrelatedOptions): UnrelatedProcesses {
  const newPids = watchNewPids(proc)
  const unrelated = new Map<number, Unrelated>()
  let met = new Set<number>()
  let youngest = Number.NEGATIVE_INFINITY

  function meet(pid: number): void {
    met.add(pid)
    if (!mayRelate(pid)) return
    youngest = now()
    unrelated.set(pid, { seen: youngest, due: youngest })
  }

  function meetAll(): void {
    const pids = listPids(proc)
    for (const pid of pids) if (!met.has(pid)) meet(pid)
    met = new Set(pids)
    for (const pid of unrelated.keys()) if (!met.has(pid)) unrelated.delete(pid)
  }

  function listYoung(): [number, Unrelated][] {
    // Mostly there are none, which spares a walk through all.
    if (now() - youngest >= YOUNG_MS) return []
    return [...unrelated].filter(([, { seen }]) => now() - seen < YOUNG_MS)
  }

  return {
    meetAll,
    meetNew() {
      const found = newPids.read()
      if (found === undefined) return meetAll()
      for (const pid of found) meet(pid)
    },
    all: () => [...unrelated.keys()],
    young: () => listYoung().map(([pid]) => pid),
    takeDue() {
      const due = listYoung().filter(([, one]) => one.due <= now())
      for (const [, one] of due) one.due = 2 * now() - one.seen
      return due.map(([pid]) => pid)
    },
    delete: (pid) => void unrelated.delete(pid),
    close: newPids.close,
  }
}
