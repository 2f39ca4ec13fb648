import type { TcpEntry } from './tcp-table.ts'

export interface QueuesOptions {
  now: () => number
  /** Told of the longest queue that was seen since the last time, and when that was. */
  told: (t: number, inode: number, length: number) => void
}

/** Follows how many connections wait in the accept queues of listening sockets. */
export interface Queues {
  /** What a look at the table has found. Tells at most once a second of each socket. */
  note(listening: readonly TcpEntry[]): void
  /** Tells what is still to be told of a socket: it is about to be closed, and what waits in its queue dies with it. */
  flush(inode: number): void
}

interface Queue {
  toldAt: number
  most: number
  at: number
}

const EVERY_MS = 1000

export function followQueues({ now, told }: QueuesOptions): Queues {
  const queues = new Map<number, Queue>()

  function find(inode: number): Queue {
    const queue = queues.get(inode) ?? { toldAt: Number.NEGATIVE_INFINITY, most: 0, at: 0 }
    queues.set(inode, queue)
    return queue
  }

  function tell(inode: number, queue: Queue): void {
    if (queue.most === 0) return
    told(queue.at, inode, queue.most)
    queue.most = 0
    queue.toldAt = now()
  }

  return {
    note(listening) {
      for (const { inode, receiveQueue } of listening) {
        if (receiveQueue === 0 && !queues.has(inode)) continue
        const queue = find(inode)
        if (receiveQueue > queue.most) Object.assign(queue, { most: receiveQueue, at: now() })
        if (now() - queue.toldAt >= EVERY_MS) tell(inode, queue)
      }
    },
    flush(inode) {
      const queue = queues.get(inode)
      if (queue) tell(inode, queue)
      queues.delete(inode)
    },
  }
}
