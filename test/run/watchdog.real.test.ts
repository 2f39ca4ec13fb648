import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../src/linux/ports.ts'
import { findWatchdog } from '../../src/run/open-target.ts'
import type { StartOptions } from '../../src/target/start.ts'
import { nginxConfig } from '../fixtures/targets/nginx.ts'
import { describeWith } from '../support/needs.ts'
import { waitUntil } from '../support/wait-until.ts'
import {
  DAEMON,
  makeFolder,
  NODE,
  nginxSpec,
  processesIn,
  processesNamed,
  SERVER,
  specFor,
  start,
  uniqueId,
} from '../target/support.ts'

const HARNESS = fileURLToPath(new URL('../fixtures/targets/harness.js', import.meta.url))

/** Runs the stand-in for hitless until its target is ready. */
async function startHarness(options: Pick<StartOptions, 'spec' | 'files' | 'runFolder' | 'runId'>) {
  const harness = spawn(NODE, [HARNESS, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void harness.kill('SIGKILL'))
  expect(String(await once(harness.stdout, 'data'))).toBe('ready\n')
  return harness
}

async function kill(harness: ReturnType<typeof spawn>, signal: NodeJS.Signals): Promise<void> {
  harness.kill(signal)
  await once(harness, 'exit')
}

function settled(folder: string, runId: string): Promise<boolean> {
  return waitUntil(() => processesIn(folder).length === 0 && processesNamed(runId).length === 0, 15_000, 100)
}

describe('the watchdog', () => {
  test('was built before these tests', () => {
    expect(findWatchdog()).toBeDefined()
  })

  test('goes away with a target that was stopped', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const runId = uniqueId()
    const spec = specFor(port, folder, { command: `${NODE} ${SERVER}` })
    const { target } = await start(folder, spec, [], runId)
    expect(processesNamed(runId)).toHaveLength(1)
    await target.stop()
    expect(processesNamed(runId)).toEqual([])
  })

  test.each(['SIGKILL', 'SIGTERM', 'SIGSEGV'] as const)('ends the target when hitless ends by %s', async (signal) => {
    const folder = makeFolder()
    const port = await freePort()
    const runId = uniqueId()
    const spec = specFor(port, folder, { command: `sleep 1000 & ${NODE} ${SERVER}; true` })
    const harness = await startHarness({ spec, files: [], runFolder: folder, runId })
    expect(processesIn(folder)).toHaveLength(3)
    await kill(harness, signal)
    expect(await settled(folder, runId)).toBe(true)
  })

  test('ends a daemon that is known by its listening socket alone, and removes what it left', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const runId = uniqueId()
    const file = `${folder}/server.pid`
    const env = { PORT: String(port), CLEAR: '1', PID_FILE: file }
    const spec = specFor(port, folder, { command: `mkfifo pipe; ${NODE} ${DAEMON}`, env, pid: { file } })
    const harness = await startHarness({ spec, files: [], runFolder: folder, runId })
    expect(existsSync(file)).toBe(true)
    await kill(harness, 'SIGKILL')
    expect(await settled(folder, runId)).toBe(true)
    expect(readdirSync(folder)).toEqual(['target.log'])
  })
})

describeWith(['nginx'], 'the watchdog of an nginx that replaced itself', () => {
  test('ends both masters and their workers when hitless is killed in the middle', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const runId = uniqueId()
    const files = [{ to: 'nginx.conf', content: nginxConfig(port, { daemon: true }) }]
    const harness = await startHarness({ spec: nginxSpec(port, folder), files, runFolder: folder, runId })
    expect(processesIn(folder)).toHaveLength(2)
    harness.kill('SIGUSR2')
    expect(await waitUntil(() => processesIn(folder).length === 4, 5000)).toBe(true)
    await kill(harness, 'SIGKILL')
    expect(await settled(folder, runId)).toBe(true)
    expect(readdirSync(folder).toSorted()).toEqual(['error.log', 'nginx.conf', 'target.log'])
  })
})
