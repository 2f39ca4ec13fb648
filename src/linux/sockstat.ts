import { PROC, readProcFile } from './proc-file.ts'

/** TCP sockets of the network namespace, from /proc/net/sockstat and sockstat6; undefined where they cannot be read. */
export function readSockets(read = readSockstat): { sockets: number; timeWait: number } | undefined {
  const [, inUse, timeWait] = /^TCP: inuse (\d+) .*\btw (\d+)/m.exec(read('sockstat')) ?? []
  if (inUse === undefined || timeWait === undefined) return undefined
  const inUse6 = /^TCP6: inuse (\d+)/m.exec(read('sockstat6'))?.[1] ?? 0
  return { sockets: Number(inUse) + Number(inUse6) + Number(timeWait), timeWait: Number(timeWait) }
}

function readSockstat(file: string): string {
  return readProcFile(`${PROC}/net/${file}`) ?? ''
}
