import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { stringify } from 'yaml'
import type { Report } from '../../src/model/report.ts'

export const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

export const SCENARIOS = fileURLToPath(new URL('../../scenarios', import.meta.url))

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  ended: Promise<Ended>
  /** Resolves when stderr has told this; rejects when the program ended before. */
  said(text: string): Promise<void>
}

export interface CliOptions {
  env?: Record<string, string>
  cwd?: string
  /** Path of the program; default: the one that was built here. */
  cli?: string
  /** A command that runs it, such as one that enters the network of a cluster. */
  through?: readonly string[]
}

/** Starts the built command line, as a user would. */
export function startCli(words: string[], options: CliOptions = {}): Running {
  const { cli = CLI, through = [] } = options
  const env = { ...process.env, ...options.env }
  const [program = '', ...rest] = [...through, process.execPath, cli, ...words]
  const child = spawn(program, rest, { env, cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    said.stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString()
  })
  const ended = new Promise<Ended>((resolve) =>
    child.once('exit', (code) => setTimeout(() => resolve({ code, ...said }), 50)),
  )
  return {
    child,
    ended,
    async said(text) {
      while (!said.stderr.includes(text)) {
        if (child.exitCode !== null) throw new Error(`expected "${text}" on stderr, found:\n${said.stderr}`)
        await sleep(20)
      }
    },
  }
}

export function runCli(words: string[], options?: CliOptions): Promise<Ended> {
  return startCli(words, options).ended
}

/** A folder of the test's own, which goes with it. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hitless-e2e-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes a scenario file; values of which YAML would make something else are its business. */
export function writeYaml(folder: string, scenario: object): string {
  const file = join(folder, 'scenario.yaml')
  writeFileSync(file, stringify(scenario))
  return file
}

export function readReport(folder: string): Report {
  return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
}

/**
 * Processes with a file open in the folder, at work in it, or named after it: whatever a target is made of has at least its
 * log there. Read from the process table, without hitless.
 */
export function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && touches(pid, folder))
}

function touches(pid: number, folder: string): boolean {
  try {
    const links = [`/proc/${pid}/cwd`, ...readdirSync(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`)]
    return (
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) || links.some((link) => pointsInto(link, folder))
    )
  } catch {
    return false
  }
}

function pointsInto(link: string, folder: string): boolean {
  try {
    return readlinkSync(link).startsWith(folder)
  } catch {
    return false
  }
}

/** What is still there of a target a while after the end of hitless, in which its guard may still be at work. */
export async function leftoversOf(folder: string): Promise<number[]> {
  for (let tries = 0; tries < 100 && processesOf(folder).length > 0; tries += 1) await sleep(50)
  return processesOf(folder)
}

/** Everything in the folder that is no regular file: sockets, FIFOs, folders; once the guard has had time to clean up. */
export async function oddFilesOf(folder: string): Promise<string[]> {
  for (let tries = 0; tries < 100 && listOddFiles(folder).length > 0; tries += 1) await sleep(50)
  return listOddFiles(folder)
}

function listOddFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isFile())
    .map((entry) => entry.name)
}
