import { readListeners, TABLES, type TcpEntry, type TcpTable } from '../linux/tcp-table.ts'

export interface ListeningSocketsOptions {
  port: number
  /** A listener on another address than these and the wildcards belongs to another program. */
  addresses: readonly string[]
  now: () => number
  proc: string
}

/** Reads the sockets that listen on the target's port from the kernel's tables. */
export interface ListeningSockets {
  read(): TcpEntry[]
  /** Those on addresses that are not reached, as far as all tables were read the last time: which they are where none listens. */
  elsewhere(): readonly TcpEntry[]
  /** The tables that had any the last time: all where none had. */
  tables(): readonly TcpTable[]
}

const WILDCARDS = ['0.0.0.0', '::']
const ALL_TABLES_MS = 2000

/**
 * Where there is no connection, a table costs milliseconds even to those who stop early; so the family that the target
 * does not use is looked at only now and then, and whenever there is no listener in the other one.
 */
export function openListeningSockets({ port, addresses, now, proc }: ListeningSocketsOptions): ListeningSockets {
  const reachable = new Set([...WILDCARDS, ...addresses])
  let used: readonly TcpTable[] = []
  let allRead = Number.NEGATIVE_INFINITY
  let elsewhere: TcpEntry[] = []

  function readAll(): TcpEntry[] {
    allRead = now()
    elsewhere = []
    return readTables(TABLES)
  }

  function readTables(tables: readonly TcpTable[]): TcpEntry[] {
    const found = tables.map((table) => ({ table, entries: readTable(table) }))
    used = found.filter(({ entries }) => entries.length > 0).map(({ table }) => table)
    return found.flatMap(({ entries }) => entries)
  }

  function readTable(table: TcpTable): TcpEntry[] {
    const entries = readListeners(port, proc, [table])
    elsewhere.push(...entries.filter(({ local }) => !reachable.has(local.address)))
    return entries.filter(({ local }) => reachable.has(local.address))
  }

  return {
    read() {
      if (used.length === 0 || now() - allRead >= ALL_TABLES_MS) return readAll()
      const found = readTables(used)
      return found.length === 0 ? readAll() : found
    },
    elsewhere: () => elsewhere,
    tables: () => (used.length === 0 ? TABLES : used),
  }
}
