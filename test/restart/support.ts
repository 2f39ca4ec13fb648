import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach } from 'vitest'
import { identify, type ProcessId } from '../../src/linux/process-id.ts'
import { startClock } from '../../src/model/clock.ts'
import type { GenerationView } from '../../src/model/generation.ts'
import type { ProcessFacts, TargetView } from '../../src/model/target.ts'
import type { StepContext } from '../../src/restart/context.ts'
import { StepError } from '../../src/restart/step-error.ts'

const cleanups: (() => unknown)[] = []

/** Undoes something after the test, last things first. */
export function cleanUp(undo: () => unknown): void {
  cleanups.push(undo)
}

afterEach(async () => {
  for (const undo of cleanups.splice(0).toReversed()) await undo()
})

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hitless-restart-'))
  cleanUp(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A process that has said `ready`; what it says afterwards comes from `heard`. Its process group is killed after the test. */
export interface Subject {
  pid: number
  id: ProcessId
  child: ChildProcess
  /** The lines that it has written since `ready`. */
  heard(): string[]
  /** Resolves once it has written so many lines. */
  hears(count: number): Promise<string[]>
  ended: Promise<unknown>
}

export async function startProcess(command: string, args: string[]): Promise<Subject> {
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  const pid = child.pid ?? 0
  const ended = once(child, 'exit')
  cleanUp(async () => {
    killGroup(pid)
    await ended
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  const heard = (): string[] => text.split('\n').filter((line) => line !== '' && line !== 'ready')
  await until(() => text.includes('ready'))
  const hears = async (count: number): Promise<string[]> => {
    await until(() => heard().length >= count)
    return heard()
  }
  return { pid, id: identify(pid) ?? { pid }, child, heard, hears, ended }
}

/** A process that writes each signal that it gets, and ends on none of them. */
export async function startListener(): Promise<Subject> {
  const code = `
    for (const name of ['SIGHUP', 'SIGTERM', 'SIGUSR2', 'SIGWINCH', 'SIGQUIT']) process.on(name, () => console.log(name))
    setInterval(() => {}, 1000); console.log('ready')`
  return startProcess(process.execPath, ['-e', code])
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

/** Listens and resolves with the port, or with 0 for a path. The server is closed after the test. */
export async function listen(server: Server, path?: string): Promise<number> {
  server.listen(path === undefined ? { port: 0, host: '127.0.0.1' } : { path })
  await once(server, 'listening')
  cleanUp(() => server.close())
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

/** A port on which nobody listens, from below the ephemeral range: within it a connection may meet itself. */
export async function closedPort(): Promise<number> {
  for (let port = 20_000 + (process.pid % 10_000); ; port += 1) {
    const server = createServer().listen(port, '127.0.0.1')
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!free) continue
    server.close()
    await once(server, 'close')
    return port
  }
}

export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${condition.toString()}`)
    await delay(5)
  }
}

export interface FakeTarget extends TargetView {
  looks: number
}

/** A target of hand-made processes; `facts` may change while it is used. */
export function fakeTarget(view: {
  main?: () => number | undefined
  processes?: () => ProcessFacts[]
  listening?: () => boolean | undefined
}): FakeTarget {
  return {
    port: 18_080,
    looks: 0,
    mainPid: view.main ?? (() => undefined),
    processes: view.processes ?? (() => []),
    listening: view.listening ?? (() => undefined),
    refresh() {
      this.looks += 1
    },
  }
}

/** What the target's watcher would say of a real process. */
export function factsOf({ pid }: { pid: number }, ppid = process.pid): ProcessFacts {
  const id = identify(pid)
  return {
    pid,
    ppid,
    pgrp: pid,
    session: pid,
    startTicks: id?.startTicks ?? 0,
    command: 'a process',
    seen: 0,
    listeners: [],
    ...(id === undefined ? { gone: 1 } : {}),
  }
}

/** The pids whose parent is `parent`, as /proc has them. */
export function childrenOf(parent: number): number[] {
  const text = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

export function fakeGenerations(view: Partial<GenerationView> = {}): GenerationView {
  return {
    beginRestart: () => undefined,
    old: () => ['1'],
    fresh: () => [],
    takeover: () => undefined,
    oldGone: () => undefined,
    goesBySilence: () => false,
    describeProgress: () => 'no answer of a new generation',
    findObstacle: () => undefined,
    ...view,
  }
}

export function makeContext(changes: Partial<StepContext> = {}): StepContext {
  const target = changes.target ?? fakeTarget({})
  return {
    clock: startClock(),
    target,
    generations: fakeGenerations(),
    url: 'http://127.0.0.1:18080',
    tls: { insecure: false },
    cwd: tmpdir(),
    env: {},
    followLog: () => () => '',
    launchNext: () => Promise.reject(new Error('nothing is launched here')),
    abort: new AbortController().signal,
    sleep: (ms, signal) => delay(ms, undefined, { signal }),
    index: 1,
    before: { main: undefined, known: new Set() },
    look: () => target.refresh(),
    ...changes,
  }
}

/** The StepError that a step ends with; fails where it ends well or with another error. */
export async function failure(step: Promise<unknown>): Promise<StepError> {
  const error = await step.then(
    (detail) => new Error(`no failure but ${String(detail)}`),
    (reason: unknown) => reason,
  )
  if (error instanceof StepError) return error
  throw error
}

/** How an aborted step ended: with the reason of the abort, and with nothing else. */
export async function reasonOf(step: Promise<unknown>): Promise<unknown> {
  return step.then(
    () => 'resolved',
    (error: unknown) => error,
  )
}
