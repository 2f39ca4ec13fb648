import { join } from 'node:path'
import { MARKER } from '../linux/environ.ts'
import { openPidFile, type PidFile } from '../linux/pid-file.ts'
import { readBootTicks } from '../linux/process-table.ts'
import type { Clock } from '../model/clock.ts'
import type { RunEvent } from '../model/event.ts'
import type { Evidence, OpenEvidence } from '../model/evidence.ts'
import type { TargetSpec } from '../model/scenario.ts'
import type { Exit, TrackedProcess } from '../model/target.ts'
import { type CleanOptions, listEntries } from './clean.ts'
import { type Launched, launch } from './launch.ts'
import { locateTarget, type TargetLocation } from './location.ts'
import { startWatchdog, type Watchdog } from './watchdog-client.ts'

export interface TargetOptions {
  spec: TargetSpec
  runFolder: string
  /** Unique to the run: what is launched bears it in its environment. */
  runId: string
  clock: Clock
  onEvent: (event: RunEvent) => void
  /** Ends the wait for a target that is not ready yet. */
  abort: AbortSignal
  /** Begins to watch the target. */
  openEvidence: OpenEvidence
  /** Path of the watchdog's program; undefined for a target without one. */
  watchdog: string | undefined
}

/** Everything that is known of a target and needed to look after it. */
export interface TargetRuntime extends Evidence {
  options: TargetOptions
  location: TargetLocation
  log: string
  clean: CleanOptions
  /** Absent where the scenario names none. */
  pidFile: PidFile | undefined
  /** What was launched, and the processes that were launched or attached to, in their order. */
  launched: Launched[]
  roots: TrackedProcess[]
  watchdog: Watchdog | undefined
}

/** @param attached its processes may be older than the run, and are never ended. */
export async function openRuntime(options: TargetOptions, attached: boolean): Promise<TargetRuntime> {
  const { spec, runFolder, clock, onEvent } = options
  const location = await locateTarget(spec.url)
  const { socket } = location
  const pidFile = spec.pid && 'file' in spec.pid ? openPidFile(spec.pid.file) : undefined
  const unwatched: Omit<TargetRuntime, keyof Evidence> = {
    options,
    location,
    log: join(runFolder, 'target.log'),
    clean: { folder: runFolder, before: listEntries(runFolder), pidFile: pidFile?.path },
    pidFile,
    launched: [],
    roots: [],
    watchdog: undefined,
  }
  const evidence = options.openEvidence({
    clock,
    onEvent,
    by: spec.generation.by,
    marker: options.runId,
    ...(socket && { socket }),
    ...(pidFile && { pidFile: pidFile.path }),
    ...(!attached && { notBefore: readBootTicks() }),
    onOwnProcess: (process) => unwatched.watchdog?.track(process),
    exitOf: (process) => exitOf(process, unwatched),
  })
  return Object.assign(unwatched, evidence)
}

/** Launches a command as a process of the target, guarded by the watchdog. */
export async function launchInto(runtime: TargetRuntime, command: string): Promise<Launched> {
  const { options, watch } = runtime
  runtime.watchdog ??= startWatchdogOf(runtime)
  if (runtime.watchdog?.pid !== undefined) watch.exclude(runtime.watchdog.pid)
  const env = { ...options.spec.env, ...markerOf(options.runId) }
  const launched = await launch({ command, cwd: options.spec.cwd, env, log: runtime.log })
  runtime.launched.push(launched)
  options.onEvent({ t: options.clock.now(), kind: 'target-started', pid: launched.pid, command })
  const root = watch.add(launched.pid, true)
  if (root) runtime.roots.push(root)
  return launched
}

/** Environment by which what a run launches is found again. */
export function markerOf(runId: string): Record<string, string> {
  return { [MARKER]: runId }
}

type Children = Pick<TargetRuntime, 'roots' | 'launched'>

/** Of what was launched the system tells this process how it ended, a moment later than /proc. */
function exitOf(process: TrackedProcess, { roots, launched }: Children): Exit | 'pending' | undefined {
  const child = roots.includes(process) ? launched.find(({ pid }) => pid === process.pid) : undefined
  return child && (child.ended()?.exit ?? 'pending')
}

function startWatchdogOf({ options, location, clean }: TargetRuntime): Watchdog | undefined {
  // Without /proc the watchdog could find no process.
  if (options.watchdog === undefined || !location.processes) return undefined
  return startWatchdog(options.watchdog, {
    type: 'target',
    marker: options.runId,
    ...(clean.pidFile !== undefined && { pidFile: clean.pidFile }),
    ...(location.socket && { socket: location.socket }),
    clean,
  })
}
