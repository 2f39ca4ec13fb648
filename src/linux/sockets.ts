import { PROC, readProcLink, walkProcFolder } from './proc-file.ts'

/** The inode of a socket in the target of a link in /proc/PID/fd; undefined for anything but a socket. */
export function parseSocketLink(link: string): number | undefined {
  const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1]
  return inode === undefined ? undefined : Number(inode)
}

/** A file descriptor of a process that is a socket: where to look, and what has to be there. */
export interface Descriptor {
  inode: number
  fd: number
  path: string
  link: string
}

export function describeSocket(pid: number, fd: number, inode: number, proc: string = PROC): Descriptor {
  return { inode, fd, path: `${proc}/${pid}/fd/${fd}`, link: `socket:[${inode}]` }
}

/** Whether it still is that socket: one system call. */
export function isOpen({ path, link }: Descriptor): boolean {
  return readProcLink(path) === link
}

/** A process listens before it serves, so its listening sockets are mostly among its first descriptors. */
const FIRST = 128

/**
 * Which of these sockets a process holds among its first descriptors, or `everywhere`: inode → file descriptor. Empty where its
 * descriptors may not be read.
 */
export function findSockets(
  pid: number,
  inodes: ReadonlySet<number>,
  { proc = PROC, everywhere = false }: { proc?: string; everywhere?: boolean } = {},
): Map<number, number> {
  const found = new Map<number, number>()
  if (inodes.size === 0) return found
  let left = everywhere ? Number.POSITIVE_INFINITY : FIRST
  for (const { fd, inode } of socketsOf(pid, proc)) {
    if (inode !== undefined && inodes.has(inode)) found.set(inode, fd)
    left -= 1
    if (left === 0) break
  }
  return found
}

/** Whether a process holds any of these sockets; stops at the first. */
export function holdsAny(pid: number, inodes: ReadonlySet<number>, proc: string = PROC): boolean {
  for (const { inode } of socketsOf(pid, proc)) if (inode !== undefined && inodes.has(inode)) return true
  return false
}

/** All descriptors of a process, in their order; `inode` of those that are sockets. */
export function* socketsOf(
  pid: number,
  proc: string = PROC,
): Generator<{ fd: number; inode: number | undefined }, void, void> {
  const folder = `${proc}/${pid}/fd`
  for (const fd of walkProcFolder(folder)) {
    yield { fd: Number(fd), inode: parseSocketLink(readProcLink(`${folder}/${fd}`) ?? '') }
  }
}
