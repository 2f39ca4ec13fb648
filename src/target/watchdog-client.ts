import { spawn } from 'node:child_process'
import type { ListenAddress } from '../model/evidence.ts'
import type { TrackedProcess } from '../model/target.ts'
import type { CleanOptions } from './clean.ts'

/** What the watchdog gets to know first: what to end, should hitless be killed. */
export interface WatchedTarget {
  type: 'target'
  marker: string
  pidFile?: string
  socket?: ListenAddress
  clean: CleanOptions
}

/** What hitless sends to its watchdog, one JSON object a line. The end of the stream without `done` means that hitless was killed. */
export type WatchdogMessage =
  | WatchedTarget
  | { type: 'process'; process: Pick<TrackedProcess, 'pid' | 'ppid' | 'pgrp' | 'session' | 'startTicks'> }
  | { type: 'done' }

/** hitless' end of the connection to its watchdog. */
export interface Watchdog {
  pid: number | undefined
  track(process: TrackedProcess): void
  /** The target has been ended by hitless itself: the watchdog has nothing left to do. */
  dismiss(): Promise<void>
}

/** Starts the watchdog's program in a session of its own. It is there before the target is; the run's id is for who reads `ps`. */
export function startWatchdog(program: string, target: WatchedTarget): Watchdog {
  const child = spawn(process.execPath, [program, target.marker], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  // A watchdog that died receives nothing; the run goes on without it.
  child.stdin.on('error', () => {})
  const send = (message: WatchdogMessage): void => void child.stdin.write(`${JSON.stringify(message)}\n`)
  send(target)
  child.unref()
  unref(child.stdin)
  return {
    pid: child.pid,
    track({ pid, ppid, pgrp, session, startTicks }) {
      send({ type: 'process', process: { pid, ppid, pgrp, session, startTicks } })
    },
    async dismiss() {
      send({ type: 'done' })
      child.stdin.end()
      child.ref()
      await gone
    },
  }
}

/** The stream is a socket, which would otherwise keep hitless alive. */
function unref(stream: object): void {
  if ('unref' in stream && typeof stream.unref === 'function') stream.unref()
}
