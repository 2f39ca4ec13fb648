import { statSync } from 'node:fs'
import type { AnswerFeed } from '../evidence/generation.ts'
import { MARKER } from '../linux/environ.ts'
import type { GenerationView } from '../model/generation.ts'
import type { ReadySpec } from '../model/scenario.ts'
import type { TargetView } from '../model/target.ts'
import { TargetError } from '../model/target-error.ts'
import type { WorkloadView } from '../model/workload.ts'
import { cleanFolder } from './clean.ts'
import { type Death, watchEnd } from './death.ts'
import { readLogTail } from './log-tail.ts'
import { findMainPid } from './main-process.ts'
import { waitReady } from './ready.ts'
import { type Household, launchInto } from './runtime.ts'
import { stopGroups, stopProcesses } from './stop.ts'
import { waitUntil } from './wait.ts'

/** The service under test, launched or attached to. It owns what it launched until `stop`. */
export interface Target {
  view: TargetView
  generations: GenerationView & AnswerFeed
  /** Absent where it is no workload of a cluster. */
  workload?: WorkloadView
  /** Resolves when nothing of a launched target lives any more although no restart is under way. */
  died: Promise<Death>
  /** Environment for the commands of restart steps, so that what they start is known as the target's. */
  env: Record<string, string>
  /** The target's log, standard output and standard error together. */
  log: string
  /** The process that served a connection from this port of ours, from its opening to its end, as far as it was seen. */
  peerOf(localPort: number, opened: number, closed: number): number | undefined
  /** A restart is under way, so that processes may end: nothing that happens now is a death. */
  expectChange(underway: boolean): void
  /** Launches a next generation, by default with the target's own command. Resolves to its pid when it is ready. */
  launchNext(command: string | undefined, ready: ReadySpec): Promise<number>
  /** Ends everything that hitless launched, and cleans up the run's folder. */
  stop(): Promise<void>
}

/** @param env what commands of restart steps get in their environment */
export function presentTarget(household: Household, env: Record<string, string>): Target {
  const { options, watch, generations } = household
  const death = awaitDeath(household)
  let stopping: Promise<void> | undefined
  let restarts = 0
  return {
    view: viewOf(household),
    generations: {
      ...generations,
      beginRestart() {
        watch.refresh()
        watch.setSamplingRate('fast')
        generations.beginRestart()
        restarts += 1
        household.lateAccepts.begin(restarts)
      },
    },
    died: death.died,
    env,
    log: household.log,
    peerOf: household.clientPeers.find,
    expectChange(underway) {
      watch.setSamplingRate(underway ? 'fast' : 'slow')
      death.suspend(underway)
    },
    async launchNext(command = options.spec.command, ready) {
      if (command === undefined)
        throw new TargetError('Expected a command to launch the next generation with, found none.')
      const { pid } = await launchAndWait(household, command, ready)
      return pid
    },
    stop() {
      death.suspend(true)
      stopping ??= close(household).finally(() => death.close())
      return stopping
    },
  }
}

/** Launches a command and waits until it is ready; a TargetError otherwise. */
export async function launchAndWait(household: Household, command: string, ready: ReadySpec): Promise<{ pid: number }> {
  const { options, log, watch } = household
  const logFrom = statSync(log, { throwIfNoEntry: false })?.size ?? 0
  const launched = await launchInto(household, command)
  const end = watchEnd(() => launched, watch)
  const { url, tls } = options.spec
  await waitReady({ ready, url, tls, log, logFrom, ended: () => end()?.how, abort: options.abort })
  watch.refresh()
  return launched
}

function viewOf(household: Household): TargetView {
  const { place, watch } = household
  return {
    port: place.port,
    mainPid: () => findMainPid(household),
    processes: () => watch.processes(),
    refresh: () => watch.refresh(),
    listening() {
      const open = watch.listening()
      // A target that answers although nobody was ever seen to listen is out of sight: a container, another machine.
      return open === false && !watch.hasListened() ? undefined : open
    },
  }
}

const DEATH_CHECK_MS = 100

function awaitDeath({ launched, watch, log }: Household): {
  died: Promise<Death>
  suspend(on: boolean): void
  close(): void
} {
  const end = watchEnd(() => launched.at(-1), watch)
  let suspended = false
  let timer: NodeJS.Timeout | undefined
  const died = new Promise<Death>((resolve) => {
    timer = setInterval(() => {
      const seen = suspended ? undefined : end()
      if (!seen) return
      clearInterval(timer)
      resolve({ ...seen, logTail: readLogTail(log) })
    }, DEATH_CHECK_MS).unref()
  })
  return { died, suspend: (on) => void (suspended = on), close: () => clearInterval(timer) }
}

/** How long after the end of a child the system may take to tell how it ended. */
const LAST_WORD_MS = 1000

async function close(household: Household): Promise<void> {
  const { options, place, watch, launched, guard, clean } = household
  const { signal, withinMs } = options.spec.stop
  const onTrouble = (message: string): void => {
    options.onEvent({ t: options.clock.now(), kind: 'trouble', code: 'target-did-not-stop', message })
  }
  if (place.processes) {
    await stopProcesses({ watch, mainPid: () => findMainPid(household), signal, withinMs, onTrouble })
    await waitUntil(() => launched.every((one) => one.ended() !== undefined), LAST_WORD_MS, 5)
    watch.refresh()
  } else {
    await stopGroups({ launched, signal, withinMs, onTrouble })
  }
  await guard?.dismiss()
  watch.close()
  if (launched.length > 0) cleanFolder(clean)
}

/** Environment by which what a run launches is found again. */
export function markerOf(runId: string): Record<string, string> {
  return { [MARKER]: runId }
}
