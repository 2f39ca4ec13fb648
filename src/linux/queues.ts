import type { TcpEntry } from './tcp-table.ts'

export interface QueuesOptions {
  now: () => number
  /** Gets the longest queue that was seen since the last time, and when that was. */
  onQueue: (t: number, inode: number, length: number) => void
}

/** Follows how many connections wait in the accept queues of listening sockets. */
export interface Queues {
  /** What a look at the table has found. Reports each socket at most once a second. */
  record(listening: readonly TcpEntry[]): void
  /** Reports what is left to be reported of a socket: it is about to be closed, and what waits in its queue dies with it. */
  flush(inode: number): void
}

interface Queue {
  emittedAt: number
  most: number
  at: number
}

const EVERY_MS = 1000

export function followQueues({ now, onQueue }: QueuesOptions): Queues {
  const queues = new Map<number, Queue>()

  function find(inode: number): Queue {
    const queue = queues.get(inode) ?? { emittedAt: Number.NEGATIVE_INFINITY, most: 0, at: 0 }
    queues.set(inode, queue)
    return queue
  }

  function emit(inode: number, queue: Queue): void {
    if (queue.most === 0) return
    onQueue(queue.at, inode, queue.most)
    queue.most = 0
    queue.emittedAt = now()
  }

  return {
    record(listening) {
      for (const { inode, receiveQueue } of listening) {
        if (receiveQueue === 0 && !queues.has(inode)) continue
        const queue = find(inode)
        if (receiveQueue > queue.most) Object.assign(queue, { most: receiveQueue, at: now() })
        if (now() - queue.emittedAt >= EVERY_MS) emit(inode, queue)
      }
    },
    flush(inode) {
      const queue = queues.get(inode)
      if (queue) emit(inode, queue)
      queues.delete(inode)
    },
  }
}
