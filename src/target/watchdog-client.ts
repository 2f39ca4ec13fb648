import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { TrackedProcess } from '../evidence/process-set.ts'
import type { GuardMessage } from './watchdog-message.ts'

/** The guard's end of the line. */
export interface Guard {
  pid: number | undefined
  tell(member: TrackedProcess): void
  /** The target has been ended by hitless itself: the guard has nothing left to do. */
  dismiss(): Promise<void>
}

/**
 * The built guard: beside this file, or, where the sources are executed directly, in the build's folder. Undefined where it
 * was not built.
 */
export function findGuard(): string | undefined {
  const built = new URL('./watchdog.js', import.meta.url)
  const candidates = [built, new URL('../../dist/target/watchdog.js', import.meta.url)]
  return candidates.map((url) => fileURLToPath(url)).find((path) => existsSync(path))
}

/** Starts the guard in a session of its own. It is there before the target is; the run's id is for who reads `ps`. */
export function postGuard(entry: string, target: Extract<GuardMessage, { type: 'target' }>): Guard {
  const child = spawn(process.execPath, [entry, target.marker], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  // A guard that died cannot be told anything; the run goes on without it.
  child.stdin.on('error', () => {})
  const send = (message: GuardMessage): void => void child.stdin.write(`${JSON.stringify(message)}\n`)
  send(target)
  child.unref()
  unref(child.stdin)
  return {
    pid: child.pid,
    tell({ pid, ppid, pgrp, session, startTicks }) {
      send({ type: 'member', member: { pid, ppid, pgrp, session, startTicks } })
    },
    async dismiss() {
      send({ type: 'done' })
      child.stdin.end()
      child.ref()
      await gone
    },
  }
}

/** The line is a socket, which would otherwise keep hitless alive. */
function unref(line: object): void {
  if ('unref' in line && typeof line.unref === 'function') line.unref()
}
