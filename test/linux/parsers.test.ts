import { describe, expect, test } from 'vitest'
import { parseCmdline } from '../../src/linux/cmdline.ts'
import { parseMarker } from '../../src/linux/environ.ts'
import { parseLastPid } from '../../src/linux/process-table.ts'
import { parseSocketLink } from '../../src/linux/sockets.ts'
import { hasEnded, parseStat } from '../../src/linux/stat.ts'
import { parseAddress, parseTcpLine } from '../../src/linux/tcp-table.ts'

const REST = '7520 7519 7518 0 -1 4194368 24 0 0 0 0 0 0 0 20 0 1 0 144607 10502144 359 18446744073709551615'

describe('parseStat', () => {
  test.each(['nginx', 'tmux: server', 'a) R 1 (b', ')', '', 'two\nlines'])('a program called %j', (name) => {
    expect(parseStat(`7521 (${name}) S ${REST}\n`)).toEqual({
      pid: 7521,
      name,
      state: 'S',
      ppid: 7520,
      pgrp: 7519,
      session: 7518,
      threads: 1,
      startTicks: 144607,
    })
  })

  test.each(['', 'rubbish', '1 (x) S 2', '(x) S 1 2 3'])('%j is none', (text) => {
    expect(parseStat(text)).toBeUndefined()
  })

  test('a zombie has ended', () => {
    expect(hasEnded(parseStat(`1 (x) Z ${REST}`))).toBe(true)
    expect(hasEnded(parseStat(`1 (x) T ${REST}`))).toBe(false)
    // Its first thread has ended, others have not.
    expect(hasEnded(parseStat(`1 (x) Z ${REST.replace('20 0 1 0', '20 0 4 0')}`))).toBe(false)
    expect(hasEnded(undefined)).toBe(true)
  })
})

test('parseCmdline joins arguments, and takes a title that was written over them', () => {
  expect(parseCmdline('node\0server.js\0--port\x001\0')).toBe('node server.js --port 1')
  expect(parseCmdline('nginx: worker process\0\0\0\0')).toBe('nginx: worker process')
  expect(parseCmdline('')).toBe('')
})

test('parseMarker finds the marker only where the variable has exactly its name', () => {
  expect(parseMarker('A=1\0HITLESS_RUN=abc=1\0B=2\0')).toBe('abc=1')
  expect(parseMarker('XHITLESS_RUN=abc\0HITLESS_RUNS=1\0')).toBeUndefined()
})

test('parseLastPid', () => {
  expect(parseLastPid('0.15 0.14 0.06 2/171 7493\n')).toBe(7493)
  expect(parseLastPid('0.15 0.14 0.06')).toBeUndefined()
})

test('parseSocketLink', () => {
  expect(parseSocketLink('socket:[402063]')).toBe(402063)
  expect(parseSocketLink('pipe:[1]')).toBeUndefined()
  expect(parseSocketLink('/tmp/socket:[1]')).toBeUndefined()
})

describe('the table of TCP sockets', () => {
  test('a listening socket', () => {
    const line =
      '   0: 0100007F:5129 00000000:0000 0A 00000000:0000001F 00:00000000 00000000     0        0 402063 1 00000000f8 100 0 0 10 0'
    expect(parseTcpLine(line)).toEqual({
      local: { address: '127.0.0.1', port: 20_777 },
      remote: { address: '0.0.0.0', port: 0 },
      state: 10,
      receiveQueue: 31,
      inode: 402063,
    })
  })

  test('a long table has no blanks before the number of the line', () => {
    const line =
      '12345: 0100007F:5129 0100007F:C001 01 00000000:00000000 02:000AFE2D 00000000  1000        0 77 2 00000000f8 20 4 1 10 -1'
    expect(parseTcpLine(line)).toMatchObject({ remote: { address: '127.0.0.1', port: 0xc001 }, state: 1, inode: 77 })
  })

  test.each(['', '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'])(
    '%j is no socket',
    (line) => {
      expect(parseTcpLine(line)).toBeUndefined()
    },
  )

  test.each([
    ['00000000', '0.0.0.0'],
    ['0100007F', '127.0.0.1'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000001000000', '::1'],
    ['0000000000000000FFFF00000100007F', '127.0.0.1'],
    ['B80D01200000000000000000EF000000', '2001:db8::ef'],
  ])('%s is %s', (hex, address) => {
    expect(parseAddress(hex)).toBe(address)
  })
})
