import type { ConnectionSnapshot } from '../../src/evidence/connections.ts'
import type { TrackedProcess } from '../../src/model/target.ts'

/** Who serves which connection: port of the client → inode and pids. */
export type Served = Record<number, { inode: number; pids: number[]; near?: boolean }>

/** A look that began at a time. `unheld` are ports of clients whose connections nobody holds. */
export function snapshot(begun: number, served: Served, unheld: number[] = []): ConnectionSnapshot {
  const connections = Object.entries(served).map(([port, { inode, pids, near = true }]) => {
    const servers = pids.map((pid) => memberOf(pid))
    return [inode, { inode, port: Number(port), near, holders: servers, servers }] as const
  })
  return { begun, connections: new Map(connections), unheld: new Set(unheld) }
}

function memberOf(pid: number): TrackedProcess {
  const place = { ppid: 1, pgrp: pid, session: pid, startTicks: 1 }
  return { pid, ...place, command: 'a', seen: 0, listeners: [], ours: true }
}
