import type { ConnectionSnapshot } from './connections.ts'

/** Remembers which process served which client of this machine, by the client's port. */
export interface ClientPeers {
  record(t: number, snapshot: ConnectionSnapshot): void
  /**
   * The process that served the connection which a client had on a port for a time. Undefined where it was not seen, and where
   * more than one connection may be meant.
   */
  find(port: number, opened: number, closed: number): number | undefined
}

interface Seen {
  inode: number
  pid: number
  /** Beginning of the first look that found it, and end of the last one. */
  from: number
  to: number
}

/** Connections remembered of each port: the last, and one before, as a client may be reported late. Ports are few: memory is bounded. */
const KEPT = 2

export function rememberClientPeers(): ClientPeers {
  const ports = new Map<number, Seen[]>()
  return {
    record(t, { begun, connections }) {
      for (const { port, inode, near, servers } of connections.values()) {
        const [server, ...more] = servers
        // One of several that inherited it: unknown which.
        if (!near || server === undefined || more.length > 0) continue
        const known = ports.get(port) ?? []
        const last = known.at(-1)
        if (last?.inode === inode) Object.assign(last, { pid: server.pid, to: t })
        else ports.set(port, [...known, { inode, pid: server.pid, from: begun, to: t }].slice(-KEPT))
      }
    },
    find(port, opened, closed) {
      const [found, ...more] = (ports.get(port) ?? []).filter(({ from, to }) => from <= closed && to >= opened)
      return more.length > 0 ? undefined : found?.pid
    },
  }
}
