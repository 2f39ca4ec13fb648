import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../src/linux/ports.ts'
import { startClock } from '../../src/model/clock.ts'
import type { RunEvent } from '../../src/model/event.ts'
import type { TargetSpec } from '../../src/model/scenario.ts'
import type { Target } from '../../src/model/target.ts'
import { openEvidence } from '../../src/run/open-evidence.ts'
import { findWatchdog } from '../../src/run/open-target.ts'
import { attachTarget } from '../../src/target/attach.ts'
import { waitUntil } from '../support/wait-until.ts'
import { makeFolder, NODE, processesIn, SERVER, specFor, uniqueId } from './support.ts'

async function attach(folder: string, spec: TargetSpec): Promise<{ target: Target; events: RunEvent[] }> {
  const events: RunEvent[] = []
  const onEvent = (event: RunEvent): void => void events.push(event)
  const abort = new AbortController().signal
  const run = { runFolder: folder, runId: uniqueId(), clock: startClock(), onEvent, abort }
  const target = await attachTarget({ ...run, spec, openEvidence, watchdog: findWatchdog() })
  onTestFinished(() => target.stop())
  return { target, events }
}

/** A server that is none of hitless's business to end. */
async function runServer(folder: string, port: number): Promise<number> {
  const ready = `${folder}/ready.pid`
  const env = { PORT: String(port), PID_FILE: ready }
  const child = spawn(NODE, [SERVER], { cwd: folder, env, stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  expect(await waitUntil(() => existsSync(ready), 20_000)).toBe(true)
  return child.pid ?? 0
}

describe('attachTarget', () => {
  test.each(['pid', 'pid file', 'listener'])('finds a server by its %s, and never ends it', async (by) => {
    const folder = makeFolder()
    const port = await freePort()
    const pid = await runServer(folder, port)
    const file = `${folder}/server.pid`
    writeFileSync(file, `${pid}\n`)
    const named = { pid: { pid: { pid } }, 'pid file': { pid: { file } }, listener: {} }[by]
    const { target, events } = await attach(folder, specFor(port, folder, named ?? {}))
    expect(target.view.mainPid()).toBe(pid)
    expect(target.view.listening()).toBe(true)
    expect(target.view.processes().map((one) => [one.pid, one.listeners.length])).toEqual([[pid, 1]])
    expect(events[0]).toMatchObject({ kind: 'process-started', pid })
    await target.stop()
    expect(processesIn(folder)).toEqual([pid])
  })

  test('ends a next generation that it launched itself, and nothing else', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const other = await freePort()
    const pid = await runServer(folder, port)
    const { target } = await attach(folder, specFor(port, folder, { pid: { pid } }))
    const ready = { by: 'log', pattern: 'next', withinMs: 10_000 } as const
    const next = await target.launchNext(`PORT=${other} SAY=next ${NODE} ${SERVER}`, ready)
    expect(new Set(processesIn(folder))).toEqual(new Set([pid, next]))
    await target.stop()
    expect(processesIn(folder)).toEqual([pid])
  })

  test('a pid that does not exist', async () => {
    const folder = makeFolder()
    const spec = specFor(await freePort(), folder, { pid: { pid: 2 ** 22 + 1 } })
    await expect(attach(folder, spec)).rejects.toThrow(/there is no such process/)
  })

  test('a pid file that never appears', async () => {
    const folder = makeFolder()
    const ready = { by: 'tcp', withinMs: 300 } as const
    const spec = specFor(await freePort(), folder, { pid: { file: `${folder}/none.pid` }, ready })
    await expect(attach(folder, spec)).rejects.toThrow(/none\.pid within 300 ms, but there is no such file/)
  })

  test('a pid file that holds rubbish', async () => {
    const folder = makeFolder()
    writeFileSync(`${folder}/s.pid`, 'PID=12\n')
    const ready = { by: 'tcp', withinMs: 300 } as const
    const spec = specFor(await freePort(), folder, { pid: { file: `${folder}/s.pid` }, ready })
    await expect(attach(folder, spec)).rejects.toThrow(/but found "PID=12"/)
  })

  test('no answer', async () => {
    const folder = makeFolder()
    const ready = { by: 'http', path: '/', withinMs: 300 } as const
    await expect(attach(folder, specFor(await freePort(), folder, { ready }))).rejects.toThrow(/ECONNREFUSED/)
  })

  test('what cannot be seen is undefined: a host that is not this machine', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const spec = specFor(port, folder, {
      url: `http://192.0.2.1:${port}`,
      ready: { by: 'http', path: '/', withinMs: 50 },
    })
    const location = await import('../../src/target/location.ts').then(({ locateTarget }) => locateTarget(spec.url))
    expect(location.socket).toBeUndefined()
    await expect(attach(folder, spec)).rejects.toThrow(/within 50 ms/)
  })

  test('never takes itself for the target', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const server = createServer((_, response) => response.end('ok'))
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { target } = await attach(folder, specFor(port, folder, {}))
    expect(target.view.processes()).toEqual([])
    expect(target.view.mainPid()).toBeUndefined()
    expect(target.view.listening()).toBe(true)
  })
})
