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

/** A tree like /proc, with as much in it as the readers ask for. */
export function fakeProc() {
  const root = mkdtempSync(join(tmpdir(), 'hitless-proc-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  let last = 100
  const setLast = (): void => writeFileSync(`${root}/loadavg`, `0.00 0.00 0.00 1/80 ${last++}\n`)
  mkdirSync(`${root}/net`)
  writeFileSync(`${root}/net/tcp`, '  sl  local_address rem_address   st\n')
  setLast()
  return {
    root,
    run(pid: number, facts: FakeProcess = {}): void {
      const { ppid = 1, pgrp = pid, session = pid, startTicks = 100, state = 'S' } = facts
      rmSync(`${root}/${pid}`, { recursive: true, force: true })
      mkdirSync(`${root}/${pid}/fd`, { recursive: true })
      const { waitStatus = 0, traceable = true } = facts
      const stat = `${pid} (p${pid}) ${state} ${ppid} ${pgrp} ${session} 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 ${startTicks}${' 0'.repeat(29)} ${waitStatus}`
      mkdirSync(`${root}/${pid}/ns`)
      if (traceable) symlinkSync('user:[1]', `${root}/${pid}/ns/user`)
      writeFileSync(`${root}/${pid}/stat`, `${stat}\n`)
      writeFileSync(`${root}/${pid}/cmdline`, facts.cmdline ?? `p${pid}\0`)
      writeFileSync(`${root}/${pid}/environ`, facts.environ ?? '')
      facts.sockets?.forEach((inode, fd) => symlinkSync(`socket:[${inode}]`, `${root}/${pid}/fd/${fd}`))
      setLast()
    },
    end(pid: number): void {
      rmSync(`${root}/${pid}`, { recursive: true, force: true })
    },
    listen(sockets: { port: number; inode: number; state?: string; address?: string }[]): void {
      const lines = sockets.map(({ port, inode, state = '0A', address = '0100007F' }, at) => {
        const local = `${address}:${port.toString(16).toUpperCase().padStart(4, '0')}`
        return `${String(at).padStart(4)}: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000 0 0 ${inode} 1 0 100\n`
      })
      writeFileSync(`${root}/net/tcp`, `  sl  local_address rem_address   st\n${lines.join('')}`)
    },
  }
}
