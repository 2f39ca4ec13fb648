import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { followCounters, parseCounters, readCounters } from '../../src/linux/counters.ts'
import { freePort } from '../../src/linux/ports.ts'
import type { RunEvent } from '../../src/model/event.ts'
import { fakeProc } from './fake-proc.ts'

const NETSTAT = `TcpExt: SyncookiesSent ListenOverflows ListenDrops TCPTimeouts
TcpExt: 1 20 30 4
IpExt: InNoRoutes ListenDrops
IpExt: 5 6
`

test('parseCounters takes the names of TCP alone, whatever their order', () => {
  expect(parseCounters(NETSTAT)).toEqual({ ListenOverflows: 20, ListenDrops: 30, TCPTimeouts: 4 })
  expect(parseCounters('Tcp: OutRsts EstabResets\nTcp: 7 8\nUdp: OutRsts\nUdp: 9\n')).toEqual({
    OutRsts: 7,
    EstabResets: 8,
  })
  expect(parseCounters('')).toEqual({})
  expect(parseCounters('TcpExt: ListenDrops\n')).toEqual({})
})

test('growth is reported, of what grew, since the last look', () => {
  const proc = fakeProc()
  const events: RunEvent[] = []
  let t = 0
  const set = (overflows: number, resets: number): void => {
    writeFileSync(`${proc.root}/net/netstat`, `TcpExt: ListenOverflows ListenDrops\nTcpExt: ${overflows} 3\n`)
    writeFileSync(`${proc.root}/net/snmp`, `Tcp: OutRsts\nTcp: ${resets}\n`)
  }
  set(10, 100)
  const look = followCounters({ now: () => t, onEvent: (event) => void events.push(event), proc: proc.root })
  for (const [overflows, resets] of [
    [10, 100],
    [12, 100],
    [12, 101],
    [13, 105],
  ] as const) {
    t += 1000
    set(overflows, resets)
    look()
  }
  expect(events).toEqual([
    { t: 2000, kind: 'kernel-counters', deltas: { ListenOverflows: 2 } },
    { t: 3000, kind: 'kernel-counters', deltas: { OutRsts: 1 } },
    { t: 4000, kind: 'kernel-counters', deltas: { ListenOverflows: 1, OutRsts: 4 } },
  ])
})

test('without these files nothing is reported', () => {
  const proc = fakeProc()
  const events: RunEvent[] = []
  followCounters({ now: () => 0, onEvent: (event) => void events.push(event), proc: proc.root })()
  expect(events).toEqual([])
})

test('of the real kernel: a refused connection is an RST sent', async () => {
  const port = await freePort()
  const before = readCounters().OutRsts ?? 0
  await new Promise<void>((resolve) => void connect(port, '127.0.0.1').on('error', () => resolve()))
  expect(readCounters().OutRsts).toBeGreaterThan(before)
})
