import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { type Clock, startClock } from '../../src/model/clock.ts'
import type { RunEvent } from '../../src/model/event.ts'
import type { TargetSpec } from '../../src/model/scenario.ts'
import type { Target } from '../../src/model/target.ts'
import { openEvidence } from '../../src/run/open-evidence.ts'
import { findWatchdog } from '../../src/run/open-target.ts'
import type { RenderedFile } from '../../src/target/start.ts'
import { startTarget } from '../../src/target/start.ts'

export const NODE = process.execPath
export const SERVER = fixture('server.js')
export const DAEMON = fixture('daemon.js')

/** Path of one of the small programs in fixtures/targets. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/targets/${name}`, import.meta.url))
}

/** A run's folder for one test, removed after it. */
export function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hitless-target-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function specFor(port: number, folder: string, spec: Partial<TargetSpec>): TargetSpec {
  return {
    cwd: folder,
    env: { PORT: String(port) },
    files: [],
    url: `http://127.0.0.1:${port}`,
    tls: { insecure: false },
    ready: { by: 'http', path: '/', withinMs: 10_000 },
    generation: { by: 'process' },
    stop: { signal: 'SIGTERM', withinMs: 3000 },
    ...spec,
  }
}

/** An nginx that becomes a daemon. It has to know its own path: it executes itself for an upgrade, and looks nowhere else. */
export function nginxSpec(port: number, folder: string, spec: Partial<TargetSpec> = {}): TargetSpec {
  return specFor(port, folder, {
    command: `exec "$(PATH=$PATH:/usr/sbin command -v nginx)" -e error.log -p ${folder} -c nginx.conf`,
    env: {},
    pid: { file: join(folder, 'nginx.pid') },
    stop: { signal: 'SIGQUIT', withinMs: 3000 },
    ...spec,
  })
}

export interface Run {
  folder: string
  events: RunEvent[]
  target: Target
  clock: Clock
}

/** Starts a target; whatever happens it is stopped after the test. */
export async function start(
  folder: string,
  spec: TargetSpec,
  files: RenderedFile[] = [],
  runId: string = uniqueId(),
): Promise<Run> {
  const events: RunEvent[] = []
  const clock = startClock()
  const target = await startTarget({
    spec,
    files,
    runFolder: folder,
    runId,
    clock,
    onEvent: (event) => void events.push(event),
    abort: new AbortController().signal,
    openEvidence,
    watchdog: findWatchdog(),
  })
  onTestFinished(() => target.stop())
  return { folder, events, target, clock }
}

export function uniqueId(): string {
  return `test-${process.pid}-${performance.now()}`
}

/** The independent count: living processes whose working directory is the run's folder, as /proc and not hitless says. */
export function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && cwdOf(pid) === folder)
}

/** A zombie has no working directory any more. */
function cwdOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

/** Processes with a word in their command line, by ps(1). */
export function processesNamed(word: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' }).split('\n')
  return lines
    .filter((line) => line.includes(word) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => Number.parseInt(line, 10))
}

export function kinds(events: RunEvent[]): string[] {
  return events.map(({ kind }) => kind)
}
