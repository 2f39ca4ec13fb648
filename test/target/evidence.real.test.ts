import { Agent, get } from 'node:http'
import { connect, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../src/linux/ports.ts'
import type { RunEvent, RunEventKind } from '../../src/model/event.ts'
import { waitUntil } from '../support/wait-until.ts'
import { fixture, makeFolder, NODE, SERVER, specFor, start } from './support.ts'

async function startServer(env: Record<string, string> = {}) {
  const folder = makeFolder()
  const port = await freePort()
  const run = await start(
    folder,
    specFor(port, folder, { command: `${NODE} ${SERVER}`, env: { PORT: String(port), ...env } }),
  )
  return { ...run, port, pid: run.target.view.mainPid() ?? 0 }
}

function ofKind<Kind extends RunEventKind>(events: RunEvent[], kind: Kind): Extract<RunEvent, { kind: Kind }>[] {
  return events.filter((event): event is Extract<RunEvent, { kind: Kind }> => event.kind === kind)
}

/** Connections that the kernel has made; whether anybody accepts them is another matter. */
async function makeConnections(port: number, count: number): Promise<void> {
  const made = Array.from({ length: count }, () => {
    const socket: Socket = connect(port, '127.0.0.1').on('error', () => {})
    onTestFinished(() => void socket.destroy())
    return new Promise<void>((resolve) => socket.once('connect', () => resolve()))
  })
  await Promise.all(made)
}

test('connections that are not accepted are seen to wait, and kernel counters to grow', async () => {
  const { events, pid, port } = await startServer()
  const [opened] = ofKind(events, 'listener-opened')
  process.kill(pid, 'SIGSTOP')
  await makeConnections(port, 5)
  const told = (): number => Math.max(0, ...ofKind(events, 'accept-queue').map(({ length }) => length))
  expect(await waitUntil(() => told() > 0, 10_000)).toBe(true)
  await makeConnections(port, 2)
  expect(await waitUntil(() => told() === 7, 10_000)).toBe(true)
  expect(ofKind(events, 'accept-queue').every(({ inode }) => inode === opened?.inode)).toBe(true)
  process.kill(pid, 'SIGKILL')
  expect(await waitUntil(() => ofKind(events, 'process-ended').length > 0, 10_000)).toBe(true)
  expect(ofKind(events, 'process-ended')).toMatchObject([{ pid, signal: 'SIGKILL' }])
  expect(ofKind(events, 'kernel-counters').length).toBeGreaterThan(0)
  expect(ofKind(events, 'evidence-missing')).toEqual([])
})

test('a listening socket behind hundreds of open files is seen', async () => {
  const { events, pid } = await startServer({ FILES: '300' })
  expect(ofKind(events, 'listener-opened')).toMatchObject([{ pid }])
})

interface Asked {
  localPort: number
  /** Who answered. */
  pid: number
  opened: number
  isOpen: () => boolean
}

/** A connection that asks once and stays open. */
function askOn(port: number): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    onTestFinished(() => agent.destroy())
    const opened = performance.now()
    const request = get({ port, agent, host: '127.0.0.1' }, (response) => {
      const { socket } = response
      const facts = { localPort: socket.localPort ?? 0, opened, isOpen: () => !socket.destroyed }
      response.setEncoding('utf8').once('data', (body: string) => resolve({ ...facts, pid: Number(body) }))
    })
    request.on('error', reject)
  })
}

async function handOver(env: Record<string, string>) {
  const folder = makeFolder()
  const port = await freePort()
  const command = `${NODE} ${fixture('heir.js')}`
  const run = await start(folder, specFor(port, folder, { command, env: { PORT: String(port), ...env } }))
  const old = run.target.view.mainPid() ?? 0
  const before = await askOn(port)
  run.target.generations.beginRestart()
  expect(run.target.peerOf(before.localPort, 0, run.clock.now())).toBe(old)
  run.target.expectChange(true)
  process.kill(old, 'SIGHUP')
  const asked = [before]
  const askAgain = async (): Promise<boolean> => {
    asked.push(await askOn(port))
    return run.target.generations.takeover() !== undefined
  }
  expect(await waitUntil(askAgain, 20_000, 20)).toBe(true)
  const since = performance.now()
  const askUntil = (enough: () => boolean) =>
    waitUntil(async () => (asked.push(await askOn(port)), enough()), 15_000, 20)
  return { ...run, old, asked, askUntil, late: () => asked.filter(({ opened }) => opened >= since) }
}

describe('connections and their processes', () => {
  test('new ones that the old process accepts are reported, and no others', async () => {
    const { events, old, askUntil, late } = await handOver({ STALE: '1' })
    expect(await askUntil(() => ofKind(events, 'old-serving').length > 1)).toBe(true)
    const told = ofKind(events, 'old-serving')
    expect(told.every(({ pid, index }) => pid === old && index === 1)).toBe(true)
    const count = told.reduce((sum, { connections }) => sum + connections, 0)
    expect(count).toBeLessThanOrEqual(late().filter(({ pid }) => pid === old).length)
  })

  test('after a clean handover none are, and each connection leads to the process that answers on it', async () => {
    const { events, target, clock, old, asked, askUntil, late } = await handOver({})
    await askUntil(() => late().length >= 50)
    expect(late().every(({ pid }) => pid !== old)).toBe(true)
    const lookUp = ({ localPort }: Asked) => target.peerOf(localPort, 0, clock.now())
    // What the old process closed as it went may never have been looked at.
    const open = asked.filter(({ isOpen }) => isOpen())
    expect(await waitUntil(() => open.every((one) => lookUp(one) !== undefined), 15_000)).toBe(true)
    expect(ofKind(events, 'old-serving')).toEqual([])
    expect(open.map((one) => lookUp(one))).toEqual(open.map(({ pid }) => pid))
  })
})
