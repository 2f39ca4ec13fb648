import { closeSync, openSync, readSync } from 'node:fs'
import { PROC } from './proc-file.ts'

interface Endpoint {
  address: string
  port: number
}

/** A line of /proc/net/tcp or tcp6, proc_net_tcp(5). */
export interface TcpEntry {
  local: Endpoint
  remote: Endpoint
  /** The kernel's number: 1 established, 6 TIME_WAIT, 10 listening. */
  state: number
  /** Of a listening socket: connections that wait to be accepted. Of others: bytes that wait to be read. */
  receiveQueue: number
  /** 0 where no process has the socket any more. */
  inode: number
}

const LISTEN = 10

/** One table for each family of sockets. A connection is in the table of the listening socket that it came through. */
export const TABLES = ['tcp', 'tcp6'] as const
export type TcpTable = (typeof TABLES)[number]

/** Parses one line; undefined for the heading and for what is no line of the table. */
export function parseTcpLine(line: string): TcpEntry | undefined {
  const fields = line.trim().split(/\s+/)
  const [, local, remote, state, queues] = fields
  const inode = fields[9]
  if (inode === undefined || !local?.includes(':') || !remote?.includes(':')) return undefined
  return {
    local: parseEndpoint(local),
    remote: parseEndpoint(remote),
    state: Number.parseInt(state ?? '', 16),
    receiveQueue: Number.parseInt(queues?.split(':')[1] ?? '', 16),
    inode: Number(inode),
  }
}

function parseEndpoint(text: string): Endpoint {
  const [address = '', port = ''] = text.split(':')
  return { address: parseAddress(address), port: Number.parseInt(port, 16) }
}

/** Addresses are written as 32-bit words in the byte order of the machine. IPv4 mapped into IPv6 comes back as IPv4. */
export function parseAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => bytesOf(word))
  if (bytes.length === 4) return bytes.join('.')
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255
  if (mapped) return bytes.slice(12).join('.')
  return shortenIpv6(bytes)
}

function bytesOf(word: string): number[] {
  const bytes = (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))
  return LITTLE_ENDIAN ? bytes.toReversed() : bytes
}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** The URL parser of Node writes IPv6 addresses in their canonical form, RFC 5952. */
function shortenIpv6(bytes: number[]): string {
  const words = Array.from({ length: 8 }, (_, at) =>
    (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16),
  )
  return new URL(`http://[${words.join(':')}]/`).hostname.slice(1, -1)
}

/** Listening sockets on a port. */
export function readListeners(port: number, proc: string = PROC, tables: readonly TcpTable[] = TABLES): TcpEntry[] {
  return tables.flatMap((table) => readListening(`${proc}/net/${table}`)).filter((entry) => entry.local.port === port)
}

/**
 * The server's ends of the connections to a port, without those in TIME_WAIT, but with those that no process holds (yet, or any
 * more), in parts. The whole table has to be read for this: milliseconds, and a hundred of them with tens of thousands of lines.
 */
export function* readConnections(
  port: number,
  proc: string = PROC,
  tables: readonly TcpTable[] = TABLES,
): Generator<TcpEntry[], void, void> {
  const column = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
  for (const table of tables) {
    for (const lines of readLines(`${proc}/net/${table}`, 65_536)) {
      yield lines
        .filter((line) => isConnection(line, column))
        .map((line) => parseTcpLine(line))
        .filter((entry) => entry !== undefined)
    }
  }
}

const NO_CONNECTION = new Set(['0A', '06'])

/** Without parsing it: of a hundred thousand lines nearly all may be in TIME_WAIT. */
function isConnection(line: string, column: string): boolean {
  const localEnd = line.indexOf(' ', line.indexOf(': ') + 2)
  if (localEnd < column.length || !line.startsWith(column, localEnd - column.length + 1)) return false
  const state = line.indexOf(' ', localEnd + 1) + 1
  return !NO_CONNECTION.has(line.slice(state, state + 2))
}

/**
 * The kernel lists listening sockets first and writes no more than was asked for, so that a reader who stops at the first
 * other line spares it the walk through all connections (0.2 ms instead of 19 ms with 5,000 in TIME_WAIT).
 */
function readListening(path: string): TcpEntry[] {
  const listening: TcpEntry[] = []
  for (const lines of readLines(path, 1024)) {
    const entries = lines.map((line) => parseTcpLine(line)).filter((entry) => entry !== undefined)
    listening.push(...entries.filter(({ state }) => state === LISTEN))
    if (entries.some(({ state }) => state !== LISTEN)) break
  }
  return listening
}

/** The lines of a file, read in pieces of some bytes. */
function* readLines(path: string, bytes: number): Generator<string[], void, void> {
  const file = openOrUndefined(path)
  if (file === undefined) return
  try {
    const buffer = Buffer.alloc(bytes)
    let rest = ''
    for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) {
      const lines = (rest + buffer.toString('latin1', 0, size)).split('\n')
      rest = lines.pop() ?? ''
      yield lines
    }
    yield [rest]
  } finally {
    closeSync(file)
  }
}

function openOrUndefined(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch {
    return undefined
  }
}
