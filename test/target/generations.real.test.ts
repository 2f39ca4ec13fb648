import { Agent, get } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../src/linux/ports.ts'
import type { Target } from '../../src/model/target.ts'
import { waitUntil } from '../support/wait-until.ts'
import { fixture, makeFolder, NODE, processesIn, specFor, start } from './support.ts'

/** Asks on one keep-alive connection, again and again, and tells the target's generations what answered. */
function keepAsking(port: number, target: Target, now: () => number): void {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (): void => {
    const request = get({ port, agent, host: '127.0.0.1' }, (response) => {
      const label = response.headers['x-generation']
      if (typeof label === 'string') target.generations.answer(now(), label)
      response.resume()
    })
    request.on('error', () => {})
  }
  const timer = setInterval(ask, 20)
  onTestFinished(() => {
    clearInterval(timer)
    agent.destroy()
  })
}

describe('generations of real servers', () => {
  test('of a Node cluster: the primary, who alone listens, is none', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const spec = specFor(port, folder, { command: `${NODE} ${fixture('cluster.js')}` })
    const { target, clock } = await start(folder, spec)
    keepAsking(port, target, () => clock.now())
    const primary = target.view.mainPid() ?? 0
    const worker = processesIn(folder).find((pid) => pid !== primary)
    const serves = (): boolean => {
      target.generations.beginRestart()
      return target.generations.old().includes(`pid ${worker}`)
    }
    expect(await waitUntil(serves, 15_000, 200)).toBe(true)
    expect(target.generations.old()).toEqual([`pid ${worker}`])
    target.expectChange(true)
    process.kill(primary, 'SIGHUP')
    expect(await waitUntil(() => target.generations.oldGone() !== undefined, 15_000)).toBe(true)
    expect(await waitUntil(() => target.generations.takeover() !== undefined, 15_000)).toBe(true)
    const next = processesIn(folder).find((pid) => pid !== primary)
    expect(target.generations.fresh()).toEqual([`pid ${next}`])
    expect(target.view.mainPid()).toBe(primary)
  })

  test('of a server that reloads within its process: by header it is seen', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const generation = { by: 'header', name: 'x-generation' } as const
    const spec = specFor(port, folder, { command: `${NODE} ${fixture('reload.js')}`, generation })
    const { target, clock } = await start(folder, spec)
    keepAsking(port, target, () => clock.now())
    await waitUntil(() => false, 1000)
    target.expectChange(true)
    target.generations.beginRestart()
    expect(target.generations.old()).toEqual(['v1'])
    process.kill(target.view.mainPid() ?? 0, 'SIGHUP')
    expect(await waitUntil(() => target.generations.takeover() !== undefined, 10_000)).toBe(true)
    expect(target.generations.takeover()?.generation).toBe('v2')
    expect(target.generations.oldGone()).toBeUndefined()
    expect(await waitUntil(() => target.generations.oldGone() !== undefined, 10_000)).toBe(true)
  })
})
