import { listProcFolder, PROC, readProcLink } from './proc-file.ts'

/** The inode of a socket in the target of a link in /proc/PID/fd; undefined for anything but a socket. */
export function parseSocketLink(link: string): number | undefined {
  const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1]
  return inode === undefined ? undefined : Number(inode)
}

/** Whether a file descriptor of a process is the socket with this inode: one system call. */
export function isSocket(pid: number, fd: number, inode: number, proc: string = PROC): boolean {
  return readProcLink(`${proc}/${pid}/fd/${fd}`) === `socket:[${inode}]`
}

/** Which of these sockets a process holds: inode → file descriptor. Empty where its descriptors may not be read. */
export function findSockets(pid: number, inodes: ReadonlySet<number>, proc: string = PROC): Map<number, number> {
  const found = new Map<number, number>()
  if (inodes.size === 0) return found
  for (const { fd, inode } of socketsOf(pid, proc)) if (inodes.has(inode)) found.set(inode, fd)
  return found
}

/** Whether a process holds any of these sockets; stops at the first. */
export function holdsAny(pid: number, inodes: ReadonlySet<number>, proc: string = PROC): boolean {
  for (const { inode } of socketsOf(pid, proc)) if (inodes.has(inode)) return true
  return false
}

function* socketsOf(pid: number, proc: string): Generator<{ fd: number; inode: number }> {
  for (const fd of listProcFolder(`${proc}/${pid}/fd`)) {
    const inode = parseSocketLink(readProcLink(`${proc}/${pid}/fd/${fd}`) ?? '')
    if (inode !== undefined) yield { fd: Number(fd), inode }
  }
}
