import type { TrackedProcess } from '../evidence/process-set.ts'
import type { ProcessWatch } from '../evidence/watch.ts'
import { signalMember } from './kill.ts'
import type { Launched } from './launch.ts'
import { waitUntil } from './wait.ts'

export interface StopOptions {
  watch: ProcessWatch
  mainPid: () => number | undefined
  signal: NodeJS.Signals
  withinMs: number
  /** Is told, in a sentence, when the signal alone did not do. */
  onTrouble: (message: string) => void
}

/** How long after SIGTERM, and how long SIGKILL may take, milliseconds. */
const TERM_MS = 1000
const KILL_MS = 5000

/**
 * Ends everything that hitless launched and all that it became: the stop signal to the main process and to whoever has no
 * parent within the target, then SIGTERM to all, then SIGKILL until nobody is left.
 */
export async function stopProcesses(options: StopOptions): Promise<void> {
  const { watch, signal, withinMs, onTrouble } = options
  const asked = new Set<TrackedProcess>()
  const askHeads = (): boolean => {
    const living = lookAtOurs(watch)
    for (const member of heads(living, options.mainPid())) {
      if (!asked.has(member)) signalMember(member, signal)
      asked.add(member)
    }
    return living.length === 0
  }
  if (await waitUntil(askHeads, withinMs, 50)) return
  onTrouble(`${describe(lookAtOurs(watch))} still lived ${withinMs} ms after ${signal}; ended by SIGTERM or SIGKILL.`)
  signalAll(watch, 'SIGTERM')
  if (await waitUntil(() => lookAtOurs(watch).length === 0, TERM_MS, 50)) return
  const killed = await waitUntil(() => signalAll(watch, 'SIGKILL') === 0, KILL_MS, 20)
  if (!killed) onTrouble(`${describe(lookAtOurs(watch))} could not be ended by SIGKILL.`)
}

/** The main process, and the processes that no other one of the target looks after. */
function heads(living: TrackedProcess[], mainPid: number | undefined): TrackedProcess[] {
  const pids = new Set(living.map(({ pid }) => pid))
  return living.filter(({ pid, ppid }) => pid === mainPid || !pids.has(ppid))
}

function lookAtOurs(watch: ProcessWatch): TrackedProcess[] {
  watch.refresh()
  return watch.living().filter(({ ours }) => ours)
}

function signalAll(watch: ProcessWatch, signal: NodeJS.Signals): number {
  const living = lookAtOurs(watch)
  for (const member of living) signalMember(member, signal)
  return living.length
}

function describe(members: TrackedProcess[]): string {
  return members.map(({ pid, command }) => `pid ${pid} (${command})`).join(', ')
}

export interface StopGroupsOptions extends Omit<StopOptions, 'watch' | 'mainPid'> {
  launched: Launched[]
}

/** Where no process can be seen (no /proc): the process groups that were launched, and no more than these. */
export async function stopGroups({ launched, signal, withinMs, onTrouble }: StopGroupsOptions): Promise<void> {
  const signalGroups = (name: NodeJS.Signals | 0): boolean =>
    launched.map(({ pid }) => signalGroup(pid, name)).includes(true)
  signalGroups(signal)
  if (await waitUntil(() => !signalGroups(0), withinMs, 50)) return
  onTrouble(`The target still lived ${withinMs} ms after ${signal}; ended by SIGKILL.`)
  await waitUntil(() => !signalGroups('SIGKILL'), KILL_MS, 20)
}

/** kill(2) with a negative pid. Returns whether anybody was there. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal)
  } catch {
    return false
  }
}
