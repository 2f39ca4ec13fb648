import { readdirSync, readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../src/linux/ports.ts'
import type { TargetSpec } from '../../src/model/scenario.ts'
import type { Target } from '../../src/model/target.ts'
import { nginxConfig } from '../fixtures/targets/nginx.ts'
import { describeWith } from '../support/needs.ts'
import { waitUntil } from '../support/wait-until.ts'
import { kinds, makeFolder, nginxSpec, processesIn, start } from './support.ts'

async function startNginx(spec: Partial<TargetSpec> = {}) {
  const folder = makeFolder()
  const port = await freePort()
  const files = [{ to: 'nginx.conf', content: nginxConfig(port, { daemon: true }) }]
  const run = await start(folder, nginxSpec(port, folder, spec), files)
  return { ...run, port }
}

/** One keep-alive connection that is asked again and again, so that somebody serves it. */
function keepAsking(port: number): () => void {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (): void =>
    void get({ port, agent, host: '127.0.0.1' }, (response) => response.resume()).on('error', () => {})
  const timer = setInterval(ask, 20)
  const stop = (): void => {
    clearInterval(timer)
    agent.destroy()
  }
  onTestFinished(stop)
  return stop
}

function within(ms: number, ask: () => boolean): Promise<boolean> {
  return waitUntil(ask, ms, 25)
}

/** By what they call themselves now: between its fork and its first steps a worker still bears its master's name. */
function workers(target: Target): number[] {
  const living = target.view.processes().filter(({ gone }) => gone === undefined)
  return living.map(({ pid }) => pid).filter((pid) => readName(pid).includes('worker process'))
}

function readName(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

describeWith(['nginx'], 'nginx', () => {
  test('its reload is seen: new workers serve, the old ones end, the master is no generation', async () => {
    const { target, port } = await startNginx()
    keepAsking(port)
    const master = target.view.mainPid() ?? 0
    expect(await within(5000, () => (target.view.refresh(), workers(target).length === 1))).toBe(true)
    const [first] = workers(target)
    await new Promise((resolve) => setTimeout(resolve, 1200))
    for (let round = 0; round < 2; round += 1) {
      const before = workers(target)
      target.expectChange(true)
      target.generations.beginRestart()
      expect(target.generations.old()).toContain(`pid ${before.at(-1)}`)
      process.kill(master, 'SIGHUP')
      expect(await within(10_000, () => target.generations.takeover() !== undefined)).toBe(true)
      expect(await within(10_000, () => target.generations.oldGone() !== undefined)).toBe(true)
      expect(await within(5000, () => workers(target).length === 1)).toBe(true)
      const now = workers(target)
      expect(target.generations.fresh()).toEqual([`pid ${now[0]}`])
      expect(target.generations.takeover()?.generation).toBe(`pid ${now[0]}`)
      target.expectChange(false)
    }
    expect(target.view.mainPid()).toBe(master)
    expect(workers(target)).not.toContain(first)
  })

  test('a reload that was not requested is not seen', async () => {
    const { target, port } = await startNginx()
    keepAsking(port)
    await new Promise((resolve) => setTimeout(resolve, 1200))
    target.generations.beginRestart()
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(target.generations.old()).toHaveLength(1)
    expect(target.generations.takeover()).toBeUndefined()
    expect(target.generations.oldGone()).toBeUndefined()
  })

  test('its binary upgrade is followed: the main process is the new master, nothing is left of either', async () => {
    const { target, folder, events } = await startNginx()
    const old = target.view.mainPid() ?? 0
    target.expectChange(true)
    process.kill(old, 'SIGUSR2')
    expect(await within(10_000, () => (target.view.refresh(), (target.view.mainPid() ?? old) !== old))).toBe(true)
    expect(await within(10_000, () => (target.view.refresh(), workers(target).length === 2))).toBe(true)
    const upgraded = processesIn(folder)
    expect(upgraded).toHaveLength(4)
    const inodes = new Set(target.view.processes().flatMap(({ listeners }) => listeners))
    expect(inodes.size).toBe(1)
    process.kill(old, 'SIGQUIT')
    expect(await within(10_000, () => (target.view.refresh(), processesIn(folder).length === 2))).toBe(true)
    expect(target.view.listening()).toBe(true)
    await target.stop()
    expect(processesIn(folder)).toEqual([])
    expect(readdirSync(folder).toSorted()).toEqual(['error.log', 'nginx.conf', 'target.log'])
    const told = kinds(events)
    // Each of the four that were there is told by its pid. Beside them at most the launched process, which may have gone before it could
    // be looked at, and the fork in between, with which a daemon is made.
    const startedPids = events.flatMap((event) => (event.kind === 'process-started' ? [event.pid] : []))
    const started = startedPids.length
    expect(startedPids).toEqual(expect.arrayContaining(upgraded))
    expect(new Set(startedPids).size).toBe(started)
    expect(started).toBeLessThanOrEqual(6)
    expect(told.filter((kind) => kind === 'process-ended')).toHaveLength(started)
    expect(told.filter((kind) => kind === 'listener-opened').length).toBeGreaterThanOrEqual(4)
    expect(told.filter((kind) => kind === 'listener-closed')).toHaveLength(
      told.filter((kind) => kind === 'listener-opened').length,
    )
    expect(told).not.toContain('trouble')
  })

  test('two masters left by an unfinished upgrade are both ended', async () => {
    const { target, folder } = await startNginx()
    process.kill(target.view.mainPid() ?? 0, 'SIGUSR2')
    expect(await within(10_000, () => processesIn(folder).length === 4)).toBe(true)
    await target.stop()
    expect(processesIn(folder)).toEqual([])
    expect(readdirSync(folder).toSorted()).toEqual(['error.log', 'nginx.conf', 'target.log'])
  })

  test('a broken configuration ends it before it is ready, and the log says why', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const spec = nginxSpec(port, folder)
    await expect(start(folder, spec, [{ to: 'nginx.conf', content: 'nonsense;' }])).rejects.toThrow(
      /exit code 1[^]*unknown directive "nonsense"/,
    )
    expect(processesIn(folder)).toEqual([])
  })
})
