import { BUCKET_MS } from '../model/entry.ts'
import type { RunEvent } from '../model/event.ts'
import type { ConnectionSnapshot, ServerConnection } from './connections.ts'
import type { Handover } from './generation/drain.ts'

export interface LateAcceptOptions {
  handover: () => Handover | undefined
  onEvent: (event: RunEvent) => void
}

/** Finds connections that the old generation took on after takeover. */
export interface LateAcceptWatch {
  begin(index: number): void
  record(t: number, snapshot: ConnectionSnapshot): void
}

/** So much later than takeover a connection must have been opened. */
const GRACE_MS = BUCKET_MS

/**
 * A connection counts if the look before, which began later than takeover and the grace, did not know it: neither its socket, nor
 * a connection of that client's port that no process held yet. One that a new process holds as well was inherited.
 */
export function watchLateAccepts({ handover, onEvent }: LateAcceptOptions): LateAcceptWatch {
  let restart = 0
  let before: ConnectionSnapshot | undefined

  function takenOn(snapshot: ConnectionSnapshot, old: ReadonlySet<number>): ServerConnection[] {
    return [...snapshot.connections.values()].filter(
      ({ inode, port, holders }) =>
        before?.connections.has(inode) === false &&
        !before.unheld.has(port) &&
        holders.length > 0 &&
        holders.every(({ pid }) => old.has(pid)),
    )
  }

  return {
    begin(index) {
      restart = index
      before = undefined
    },
    record(t, snapshot) {
      const handed = handover()
      if (handed === undefined || snapshot.begun < handed.t + GRACE_MS) return
      const counts = new Map<number, number>()
      for (const { holders } of takenOn(snapshot, handed.old)) {
        const pid = holders[0]?.pid ?? 0
        counts.set(pid, (counts.get(pid) ?? 0) + 1)
      }
      before = snapshot
      for (const [pid, connections] of counts) onEvent({ t, kind: 'old-serving', index: restart, pid, connections })
    },
  }
}
