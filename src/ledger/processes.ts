import type { RunEvent } from '../model/event.ts'
import type { ListenerHold, ProcessLife } from '../model/process.ts'

/** The lives of the target's processes, from the events of a run in their order. */
export function buildProcesses(events: readonly RunEvent[]): ProcessLife[] {
  const holds = groupByPid(buildListeners(events))
  const restarts = events.filter((event) => event.kind === 'restart-begun')
  const lives = readLives(events).map((life) => {
    const started = findStart(life, holds.get(life.pid) ?? [])
    return { ...life, started, bornIn: restarts.findLast(({ t }) => t <= started)?.index ?? null }
  })
  return lives.toSorted((a, b) => a.started - b.started)
}

/** Listening sockets are looked at more often than processes: a holder may be seen before it is known as a process. */
function findStart({ started }: ProcessLife, holds: readonly ListenerHold[]): number {
  const before = holds.filter(({ from, to = Number.POSITIVE_INFINITY }) => from < started && to > started)
  return Math.min(started, ...before.map(({ from }) => from))
}

function groupByPid(holds: readonly ListenerHold[]): Map<number, ListenerHold[]> {
  const groups = new Map<number, ListenerHold[]>()
  for (const hold of holds) {
    const group = groups.get(hold.pid)
    if (group) group.push(hold)
    else groups.set(hold.pid, [hold])
  }
  return groups
}

function readLives(events: readonly RunEvent[]): ProcessLife[] {
  const lives: ProcessLife[] = []
  const living = new Map<number, ProcessLife>()
  for (const event of events) {
    if (event.kind === 'process-started') {
      const { pid, ppid, command, t, born } = event
      const life: ProcessLife = { pid, ppid, command, started: t, ...(born !== undefined && { born }), bornIn: null }
      lives.push(life)
      living.set(pid, life)
    } else if (event.kind === 'process-serving') {
      const life = living.get(event.pid)
      if (life) life.served = event.t
    } else if (event.kind === 'process-ended') {
      end(living.get(event.pid), event)
      living.delete(event.pid)
    }
  }
  return lives
}

/** By its end a process bears its final name: a start may have been reported before it had executed its program. */
function end(life: ProcessLife | undefined, event: Extract<RunEvent, { kind: 'process-ended' }>): void {
  const { t, command, code, signal } = event
  if (life === undefined) return
  Object.assign(life, {
    ended: t,
    command,
    ...(code !== undefined && { code }),
    ...(signal !== undefined && { signal }),
  })
}

/** Who held which listening socket and when, from the events of a run in their order. */
export function buildListeners(events: readonly RunEvent[]): ListenerHold[] {
  const holds: ListenerHold[] = []
  const open = new Map<string, ListenerHold>()
  for (const event of events) {
    if (event.kind !== 'listener-opened' && event.kind !== 'listener-closed') continue
    const { t, inode, pid } = event
    const key = `${inode} ${pid}`
    const before = open.get(key)
    if (event.kind === 'listener-closed') {
      if (before !== undefined) before.to = t
      open.delete(key)
    } else if (before === undefined) {
      const hold = { inode, pid, from: t }
      holds.push(hold)
      open.set(key, hold)
    }
  }
  return holds
}
