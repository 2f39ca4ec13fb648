import { signalGroup, signalProcess } from '../linux/signals.ts'
import type { ProcessWatch } from '../model/evidence.ts'
import { poll, realTime } from '../model/poll.ts'
import type { TrackedProcess } from '../model/target.ts'
import type { Launched } from './launch.ts'

export interface StopOptions {
  watch: ProcessWatch
  mainPid: () => number | undefined
  signal: NodeJS.Signals
  withinMs: number
  /** Gets a sentence where the signal alone did not do. */
  onTrouble: (message: string) => void
}

/** How long after SIGTERM, and how long SIGKILL may take, milliseconds. */
const TERM_MS = 1000
const KILL_MS = 5000

/**
 * Ends everything that hitless launched and all that it became: the stop signal to the main process and to those that have no
 * parent within the target, then SIGTERM to all, then SIGKILL until none is left.
 */
export async function stopProcesses(options: StopOptions): Promise<void> {
  const { watch, signal, withinMs, onTrouble } = options
  const asked = new Set<TrackedProcess>()
  const askHeads = (): boolean => {
    const living = lookAtOurs(watch)
    for (const head of findHeads(living, options.mainPid())) {
      if (!asked.has(head)) signalProcess(head, signal)
      asked.add(head)
    }
    return living.length === 0
  }
  if (await poll(realTime(), withinMs, askHeads, 50)) return
  onTrouble(`${describe(lookAtOurs(watch))} still ran ${withinMs} ms after ${signal}; ended by SIGTERM or SIGKILL.`)
  signalAll(watch, 'SIGTERM')
  if (await poll(realTime(), TERM_MS, () => lookAtOurs(watch).length === 0, 50)) return
  const killed = await poll(realTime(), KILL_MS, () => signalAll(watch, 'SIGKILL') === 0, 20)
  if (!killed) onTrouble(`${describe(lookAtOurs(watch))} could not be ended by SIGKILL.`)
}

/** The main process, and the processes that no other one of the target looks after. */
function findHeads(living: TrackedProcess[], mainPid: number | undefined): TrackedProcess[] {
  const pids = new Set(living.map(({ pid }) => pid))
  return living.filter(({ pid, ppid }) => pid === mainPid || !pids.has(ppid))
}

function lookAtOurs(watch: ProcessWatch): TrackedProcess[] {
  watch.refresh()
  return watch.living().filter(({ ours }) => ours)
}

function signalAll(watch: ProcessWatch, signal: NodeJS.Signals): number {
  const living = lookAtOurs(watch)
  for (const process of living) signalProcess(process, signal)
  return living.length
}

function describe(processes: TrackedProcess[]): string {
  return processes.map(({ pid, command }) => `pid ${pid} (${command})`).join(', ')
}

export interface StopGroupsOptions extends Omit<StopOptions, 'watch' | 'mainPid'> {
  launched: Launched[]
}

/** Where no process can be seen (no /proc): the process groups that were launched, and no more than these. */
export async function stopGroups({ launched, signal, withinMs, onTrouble }: StopGroupsOptions): Promise<void> {
  const signalGroups = (name: NodeJS.Signals | 0): boolean =>
    launched.map(({ pid }) => signalGroup(pid, name)).includes(true)
  signalGroups(signal)
  if (await poll(realTime(), withinMs, () => !signalGroups(0), 50)) return
  onTrouble(`The target still ran ${withinMs} ms after ${signal}; ended by SIGKILL.`)
  await poll(realTime(), KILL_MS, () => !signalGroups('SIGKILL'), 20)
}
