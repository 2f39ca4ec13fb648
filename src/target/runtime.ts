import { join } from 'node:path'
import { type ClientPeers, rememberClientPeers } from '../evidence/client-peers.ts'
import type { Exit } from '../evidence/exit.ts'
import { type Generations, trackGenerations } from '../evidence/generation.ts'
import { type LateAcceptWatch, watchLateAccepts } from '../evidence/late-accepts.ts'
import type { TrackedProcess } from '../evidence/process-set.ts'
import { type ProcessWatch, watchProcesses } from '../evidence/watch.ts'
import { MARKER } from '../linux/environ.ts'
import { readBootTicks } from '../linux/process-table.ts'
import type { Clock } from '../model/clock.ts'
import type { RunEvent } from '../model/event.ts'
import type { TargetSpec } from '../model/scenario.ts'
import { type CleanOptions, listEntries } from './clean.ts'
import { type Launched, launch } from './launch.ts'
import { locate, type Place } from './location.ts'
import { findGuard, type Guard, postGuard } from './watchdog-client.ts'

export interface TargetOptions {
  spec: TargetSpec
  runFolder: string
  /** Unique to the run: what is launched bears it in its environment. */
  runId: string
  clock: Clock
  onEvent: (event: RunEvent) => void
  /** Ends the wait for a target that is not ready yet. */
  abort: AbortSignal
}

/** Everything that is known of a target and needed to look after it. */
export interface Household {
  options: TargetOptions
  place: Place
  watch: ProcessWatch
  generations: Generations
  /** Who was seen to serve which client. */
  clientPeers: ClientPeers
  lateAccepts: LateAcceptWatch
  log: string
  clean: CleanOptions
  /** What was launched, and the processes that were launched or attached to, in their order. */
  launched: Launched[]
  roots: TrackedProcess[]
  guard: Guard | undefined
}

/** @param attached its processes may be older than the run, and are never ended. */
export async function openHousehold(options: TargetOptions, attached: boolean): Promise<Household> {
  const { spec, runFolder, clock, onEvent } = options
  const place = await locate(spec.url)
  const generations = trackGenerations({ by: spec.generation.by, clock, visible: place.socket !== undefined })
  const household: Omit<Household, 'watch'> = {
    options,
    place,
    generations,
    clientPeers: rememberClientPeers(),
    lateAccepts: watchLateAccepts({ handover: generations.handover, onEvent }),
    log: join(runFolder, 'target.log'),
    clean: { folder: runFolder, before: listEntries(runFolder), pidFile: pidFileOf(spec) },
    launched: [],
    roots: [],
    guard: undefined,
  }
  const watch: ProcessWatch = watchProcesses({
    clock,
    onEvent,
    marker: options.runId,
    ...(place.socket && { socket: place.socket }),
    ...(household.clean.pidFile !== undefined && { pidFile: household.clean.pidFile }),
    ...(!attached && { notBefore: readBootTicks() }),
    onSnapshot(t, snapshot) {
      household.clientPeers.record(t, snapshot)
      household.lateAccepts.record(t, snapshot)
    },
    exitOf: (member) => exitOf(member, household),
    feed: {
      ...generations,
      started(t, pid, ppid) {
        generations.started(t, pid, ppid)
        const member = watch.processes().findLast((one) => one.pid === pid)
        if (member?.ours) full.guard?.tell(member)
      },
    },
  })
  const full: Household = Object.assign(household, { watch })
  return full
}

/** Launches a command as a process of the target, under guard. */
export async function launchInto(household: Household, command: string): Promise<Launched> {
  const { options, watch } = household
  household.guard ??= guardOf(household)
  if (household.guard?.pid !== undefined) watch.exclude(household.guard.pid)
  const env = { ...options.spec.env, [MARKER]: options.runId }
  const launched = await launch({ command, cwd: options.spec.cwd, env, log: household.log })
  household.launched.push(launched)
  options.onEvent({ t: options.clock.now(), kind: 'target-started', pid: launched.pid, command })
  const member = watch.add(launched.pid, true)
  if (member) household.roots.push(member)
  return launched
}

/** Of what was launched the system tells this process how it ended, a moment later than /proc. */
function exitOf(member: TrackedProcess, { roots, launched }: Omit<Household, 'watch'>): Exit | 'pending' | undefined {
  const child = roots.includes(member) ? launched.find(({ pid }) => pid === member.pid) : undefined
  return child && (child.ended()?.exit ?? 'pending')
}

function guardOf({ options, place, clean }: Household): Guard | undefined {
  const entry = findGuard()
  // Without /proc the guard could find nobody.
  if (entry === undefined || !place.processes) return undefined
  return postGuard(entry, {
    type: 'target',
    marker: options.runId,
    ...(clean.pidFile !== undefined && { pidFile: clean.pidFile }),
    ...(place.socket && { socket: place.socket }),
    clean,
  })
}

function pidFileOf({ pid }: TargetSpec): string | undefined {
  return pid && 'file' in pid ? pid.file : undefined
}
