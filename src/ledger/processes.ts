import type { RunEvent } from '../model/event.ts'
import type { ListenerHold, ProcessLife } from '../model/process.ts'

/** The lives of the target's processes, from the events of a run in their order. */
export function buildProcesses(events: readonly RunEvent[]): ProcessLife[] {
  const lives: ProcessLife[] = []
  const living = new Map<number, ProcessLife>()
  const restarts = events.filter((event) => event.kind === 'restart-begun')
  for (const event of events) {
    if (event.kind === 'process-started') {
      const { pid, ppid, command, t } = event
      const bornIn = restarts.findLast((restart) => restart.t <= t)?.index ?? null
      const life: ProcessLife = { pid, ppid, command, started: t, bornIn }
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
