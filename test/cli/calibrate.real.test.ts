import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { FAULTS } from '../../src/calibrate/server/http1/faults.ts'
import { HTTP2_ENDS, STREAM_FAULTS } from '../../src/calibrate/server/http2/faults.ts'
import { DOWNLOAD_FAULTS, UPLOAD_FAULTS } from '../../src/calibrate/server/transfers/faults.ts'
import type { Calibration } from '../../src/model/calibration.ts'
import { runCli, startCli } from '../support/cli.ts'

const CODES = { agrees: 0, disagrees: 1, 'too-busy': 3 }
const INJECTED = ['healthy', ...FAULTS.filter((fault) => fault !== 'early-fin-after-response')]

function childrenOf(pid = 0): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
}

/** Whether a process ends within the time that its end may take. */
async function hasEnded(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && existsSync(`/proc/${pid}`); tries += 1) await sleep(50)
  return !existsSync(`/proc/${pid}`)
}

function injectedIn({ rows }: { rows: { injected: string }[] }): string[] {
  return rows.map(({ injected }) => injected).filter((what) => what !== 'no-listener')
}

/** Each connection was ended as often as planned, one round of it, and each message fault committed. */
function expectEveryEnd({ ends, messages }: Calibration): void {
  const counts = (traffic: string) => {
    const rows = ends.find((one) => one.traffic === traffic)?.rows ?? []
    // On a busy machine more are held, in place of what seemed to have stalled.
    const ended = rows.filter(({ injected }) => injected !== 'held')
    expect(rows.find(({ injected }) => injected === 'held')?.count).toBeGreaterThanOrEqual(12)
    return Object.fromEntries(ended.map(({ injected, count }) => [injected, count]))
  }
  const each = { fin: 4, rst: 4, silence: 4 }
  expect(counts('sse')).toEqual({ ...each, finished: 4, eof: 4 })
  expect(counts('websocket')).toEqual({ ...each, 'close-frame': 4, garbage: 4 })
  expect(counts('tcp')).toEqual(each)
  expect(counts('http2')).toEqual(Object.fromEntries(HTTP2_ENDS.map((end) => [end, 4])))
  for (const { held, reported, rows } of ends) {
    expect(held).toBe(reported)
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(held)
  }
  // Three left out, two said twice and two swapped on a connection, each with every end.
  const done = messages.map(({ rows }) => Object.fromEntries(rows.map(({ injected, count }) => [injected, count])))
  expect(done).toMatchObject([
    { leftOut: 15, doubled: 10, swapped: 10 },
    { leftOut: 15, doubled: 10, swapped: 10 },
    { leftOut: 9, doubled: 6, swapped: 6 },
  ])
  // One for each close frame, and what crosses with it.
  expect(done[1]?.['unanswered']).toBeGreaterThanOrEqual(4)
}

describe('hitless calibrate', () => {
  test('agrees with a server that injects faults, request by request', { timeout: 120_000 }, async () => {
    const { code, stdout, stderr } = await runCli(['calibrate', '--quick', '--json'])
    const calibration: Calibration = JSON.parse(stdout)
    expect(calibration.disagreements).toEqual([])
    // A machine may be too busy to tell, and then says so.
    expect(calibration.status).not.toBe('disagrees')
    expect(code).toBe(CODES[calibration.status])
    expect(stderr).toMatch(/AGREES|TOO BUSY/)

    expect(calibration.confusion.map((one) => [one.traffic, injectedIn(one).toSorted()])).toEqual([
      ...['http', 'http-closed', 'fresh', 'keepalive', 'slow'].map((traffic) => [traffic, INJECTED.toSorted()]),
      ['download', ['healthy', ...DOWNLOAD_FAULTS].toSorted()],
      ['upload', ['healthy', ...UPLOAD_FAULTS].toSorted()],
      ['http2', ['healthy', ...STREAM_FAULTS, ...HTTP2_ENDS].toSorted()],
    ])
    for (const { rows, begun } of calibration.confusion) {
      expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(begun)
      for (const { count } of rows) expect(count).toBeGreaterThan(0)
    }
    const unheard = calibration.confusion.flatMap(({ rows }) => rows.filter((row) => row.injected === 'no-listener'))
    expect(unheard.length).toBeGreaterThan(0)
    expectEveryEnd(calibration)
    expect(calibration.gaps.rows.map(({ askedMs, repetitions }) => [askedMs, repetitions])).toEqual(
      [0.5, 1, 2, 5, 20, 100].map((ms) => [ms, 3]),
    )
    // Twenty periods of the schedule.
    expect(calibration.gaps.rows.at(-1)).toMatchObject({ seen: 3 })
    expect(calibration.schedules.map(({ traffic }) => traffic)).toEqual(['http', 'fresh'])
    expect(calibration.cleanRates.map(({ kind }) => kind)).toEqual(['http', 'fresh'])
  })

  test('an invalid rate is reported as elsewhere', async () => {
    const { code, stderr } = await runCli(['calibrate', '--rate', '200ms'])
    expect(code).toBe(2)
    expect(stderr).toContain('--rate: found "200ms"; expected a rate above zero such as 5000/s')
  })

  test('ends on Ctrl-C, and its server with it', async () => {
    const run = startCli(['calibrate'])
    await run.said('faults')
    const [server = 0] = childrenOf(run.child.pid)
    expect(server).toBeGreaterThan(0)
    run.child.kill('SIGINT')
    expect((await run.ended).code).toBe(130)
    expect(await hasEnded(server)).toBe(true)
  })

  test('leaves no server when it is killed', async () => {
    const run = startCli(['calibrate'])
    await run.said('faults')
    const [server = 0] = childrenOf(run.child.pid)
    run.child.kill('SIGKILL')
    await run.ended
    expect(await hasEnded(server)).toBe(true)
  })
})
