import { type Descriptor, describeSocket, isOpen } from '../linux/sockets.ts'
import type { TrackedProcess } from '../model/target.ts'

/** The listening sockets that processes hold, and by which descriptors. */
export interface HeldSockets {
  /** Whether this is the first that is known of it. */
  add(process: TrackedProcess, inode: number, fd: number): boolean
  delete(process: TrackedProcess, inode: number): void
  /** Whether a process holds any, and still holds `asked` of them, whose turn it is: a system call for each. */
  stillHolds(process: TrackedProcess, asked: number): boolean
  of(process: TrackedProcess): readonly Descriptor[]
  isHeld(inode: number): boolean
  processes(): TrackedProcess[]
  forget(process: TrackedProcess): void
}

/** What a process holds. Kept in an array as well, in the order of their turns: this is gone through fifty times a second. */
interface Holding {
  sockets: Map<number, Descriptor>
  turns: Descriptor[]
  next: number
}

export function createHeldSockets(proc: string): HeldSockets {
  const held = new Map<TrackedProcess, Holding>()
  return {
    add(process, inode, fd) {
      const holding = held.get(process) ?? { sockets: new Map(), turns: [], next: 0 }
      held.set(process, holding)
      const known = holding.sockets.get(inode)
      if (known?.fd === fd) return false
      holding.sockets.set(inode, describeSocket(process.pid, fd, inode, proc))
      holding.turns = [...holding.sockets.values()]
      return known === undefined
    },
    delete(process, inode) {
      const holding = held.get(process)
      if (!holding?.sockets.delete(inode)) return
      holding.turns = [...holding.sockets.values()]
    },
    stillHolds(process, asked) {
      const holding = held.get(process)
      return holding !== undefined && holding.turns.length > 0 && areOpen(holding, asked)
    },
    of: (process) => held.get(process)?.turns ?? [],
    isHeld: (inode) => [...held.values()].some(({ sockets }) => sockets.has(inode)),
    processes: () => [...held.keys()],
    forget: (process) => void held.delete(process),
  }
}

function areOpen(holding: Holding, asked: number): boolean {
  for (let left = Math.min(asked, holding.turns.length); left > 0; left -= 1) {
    holding.next = (holding.next + 1) % holding.turns.length
    const socket = holding.turns[holding.next]
    if (socket && !isOpen(socket)) return false
  }
  return true
}
