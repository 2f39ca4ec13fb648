import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { RunEvent, RunEventKind } from '../../src/model/event.ts'
import { freePort } from '../../src/target/ports.ts'
import { waitUntil } from '../../src/target/wait.ts'
import { makeFolder, NODE, SERVER, specFor, start } from './support.ts'

async function startServer() {
  const folder = makeFolder()
  const port = await freePort()
  const run = await start(folder, specFor(port, folder, { command: `${NODE} ${SERVER}` }))
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

test('connections that nobody accepts are seen to wait, and counters of the kernel to grow', async () => {
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
