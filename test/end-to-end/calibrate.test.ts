import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { FAULTS } from '../../src/calibrate/server/faults.ts'
import type { Calibration } from '../../src/model/calibration.ts'
import { runCli, startCli } from './support.ts'

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

describe('hitless calibrate', () => {
  test('agrees with a server that injects faults, request by request', { timeout: 120_000 }, async () => {
    const { code, stdout, stderr } = await runCli(['calibrate', '--quick', '--json'])
    const calibration: Calibration = JSON.parse(stdout)
    expect(calibration.disagreements).toEqual([])
    // A machine may be too busy to tell, and then says so.
    expect(calibration.status).not.toBe('disagrees')
    expect(code).toBe(CODES[calibration.status])
    expect(stderr).toMatch(/AGREES|TOO BUSY/)

    expect(calibration.confusion.map(({ traffic }) => traffic)).toEqual([
      'http',
      'http-closed',
      'fresh',
      'keepalive',
      'slow',
    ])
    for (const { traffic, rows, begun } of calibration.confusion) {
      const injected = rows.map((row) => row.injected)
      expect([traffic, injected.filter((what) => what !== 'no-listener')]).toEqual([traffic, INJECTED])
      expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(begun)
      for (const { count } of rows) expect(count).toBeGreaterThan(0)
    }
    const unheard = calibration.confusion.flatMap(({ rows }) => rows.filter((row) => row.injected === 'no-listener'))
    expect(unheard.length).toBeGreaterThan(0)
    expect(calibration.gaps.rows.map(({ askedMs, repetitions }) => [askedMs, repetitions])).toEqual(
      [0.5, 1, 2, 5, 20, 100].map((ms) => [ms, 3]),
    )
    // Twenty periods of the schedule.
    expect(calibration.gaps.rows.at(-1)).toMatchObject({ seen: 3 })
    expect(calibration.schedules.map(({ traffic }) => traffic)).toEqual(['http', 'fresh'])
    expect(calibration.cleanRates.map(({ kind }) => kind)).toEqual(['http', 'fresh'])
  })

  test('a rate that is none is told as elsewhere', async () => {
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
