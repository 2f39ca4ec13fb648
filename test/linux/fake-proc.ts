import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

interface FakeProcess {
  ppid?: number
  pgrp?: number
  session?: number
  startTicks?: number
  state?: string
  environ?: string
  cmdline?: string
  sockets?: number[]
  /** How it ended, wait(2), where it is a zombie; and whether that may be asked. */
  waitStatus?: number
  traceable?: boolean
}

interface FakeSocket {
  port: number
  remotePort?: number
  /** Address of the client, as the kernel writes it. */
  remote?: string
  inode: number
  queue?: number
  state?: string
}

/** A tree like /proc, with as much in it as the readers ask for. */
export function fakeProc() {
  const root = mkdtempSync(join(tmpdir(), 'hitless-proc-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  /** The number that was given away last. */
  const setLast = (pid: number): void => writeFileSync(`${root}/loadavg`, `0.00 0.00 0.00 1/80 ${pid}\n`)
  mkdirSync(`${root}/net`)
  writeFileSync(`${root}/net/tcp`, '  sl  local_address rem_address   st\n')
  setLast(1)
  return {
    root,
    setLast,
    run(pid: number, facts: FakeProcess = {}): void {
      const { ppid = 1, pgrp = pid, session = pid, startTicks = 100, state = 'S' } = facts
      rmSync(`${root}/${pid}`, { recursive: true, force: true })
      mkdirSync(`${root}/${pid}/fd`, { recursive: true })
      const { waitStatus = 0, traceable = true } = facts
      const stat = `${pid} (p${pid}) ${state} ${ppid} ${pgrp} ${session} 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 ${startTicks}${' 0'.repeat(29)} ${waitStatus}`
      mkdirSync(`${root}/${pid}/ns`)
      if (traceable) symlinkSync('user:[1]', `${root}/${pid}/ns/user`)
      writeFileSync(`${root}/${pid}/statm`, state === 'Z' ? '0 0 0 0 0 0 0\n' : '100 10 5 1 0 20 0\n')
      writeFileSync(`${root}/${pid}/stat`, `${stat}\n`)
      writeFileSync(`${root}/${pid}/cmdline`, facts.cmdline ?? `p${pid}\0`)
      writeFileSync(`${root}/${pid}/environ`, facts.environ ?? '')
      facts.sockets?.forEach((inode, fd) => symlinkSync(`socket:[${inode}]`, `${root}/${pid}/fd/${fd}`))
      setLast(pid)
    },
    /** A thread has a folder that is not listed; here it is, but its status tells. */
    thread(tid: number, pid: number): void {
      mkdirSync(`${root}/${tid}`)
      writeFileSync(`${root}/${tid}/stat`, `${tid} (t) S 1 ${pid} ${pid} 0 -1 0 0 0 0 0 0 0 0 0 20 0 2 0 100\n`)
      writeFileSync(`${root}/${tid}/status`, `Name:\tt\nTgid:\t${pid}\nPid:\t${tid}\n`)
      setLast(tid)
    },
    end(pid: number): void {
      rmSync(`${root}/${pid}`, { recursive: true, force: true })
    },
    /** Gives a process these sockets, by descriptor, instead of those that it had. */
    give(pid: number, sockets: number[]): void {
      const folder = `${root}/${pid}/fd`
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder)
      sockets.forEach((inode, fd) => symlinkSync(`socket:[${inode}]`, `${folder}/${fd}`))
    },
    /** The table of TCP sockets. Listening ones have no remote port; `queue` of them is that of connections to be accepted. */
    tcp(sockets: FakeSocket[]): void {
      const lines = sockets.map(({ port, remotePort, remote = '0100007F', inode, queue = 0, state }, at) => {
        const listening = remotePort === undefined
        const ends = `0100007F:${hex(port, 4)} ${listening ? '00000000' : remote}:${hex(remotePort ?? 0, 4)}`
        const queues = `00000000:${hex(queue, 8)} 00:00000000 00000000`
        return `${String(at).padStart(4)}: ${ends} ${state ?? (listening ? '0A' : '01')} ${queues} 0 0 ${inode} 1 0 100\n`
      })
      writeFileSync(`${root}/net/tcp`, `  sl  local_address rem_address   st\n${lines.join('')}`)
    },
  }
}

function hex(number: number, digits: number): string {
  return number.toString(16).toUpperCase().padStart(digits, '0')
}
