import { BUCKET_MS } from '../model/entry.ts'
import type { RunEvent } from '../model/event.ts'
import type { Connection, Sighting } from './connections.ts'
import type { Handover } from './generation.ts'

export interface StaleOptions {
  handover: () => Handover | undefined
  onEvent: (event: RunEvent) => void
}

/** Finds connections that the old generation took on after takeover. */
export interface StaleWatch {
  begin(index: number): void
  note(t: number, sighting: Sighting): void
}

/** So much later than takeover a connection must have been opened. */
const GRACE_MS = BUCKET_MS

/**
 * A connection counts if the look before, which began later than takeover and the grace, did not know it: neither its socket, nor
 * a connection of that client's port that nobody held yet. One that a new process holds as well was inherited.
 */
export function watchStale({ handover, onEvent }: StaleOptions): StaleWatch {
  let restart = 0
  let before: Sighting | undefined

  function takenOn(sighting: Sighting, old: ReadonlySet<number>): Connection[] {
    return [...sighting.connections.values()].filter(
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
    note(t, sighting) {
      const handed = handover()
      if (handed === undefined || sighting.begun < handed.t + GRACE_MS) return
      const counts = new Map<number, number>()
      for (const { holders } of takenOn(sighting, handed.old)) {
        const pid = holders[0]?.pid ?? 0
        counts.set(pid, (counts.get(pid) ?? 0) + 1)
      }
      before = sighting
      for (const [pid, connections] of counts) onEvent({ t, kind: 'old-serving', index: restart, pid, connections })
    },
  }
}
