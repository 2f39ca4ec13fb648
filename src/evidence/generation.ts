import type { AnswerFeed, GenerationView } from '../model/generation.ts'
import {
  findHandover,
  findOldGone,
  type Handover,
  isJudgedByProcess,
  listRecentLabels,
  listRemaining,
} from './generation/drain.ts'
import type { GenerationOptions, GenerationState, RestartStart } from './generation/state.ts'
import { findTakeover, listNewLabels, listNewServing, nameProcess } from './generation/takeover.ts'

/** What the watcher tells of the target's processes; `t` is on the run's clock. */
export interface ProcessFeed {
  /** A process of the target was first seen, or seen to have ended. */
  started(t: number, pid: number, ppid: number): void
  ended(t: number, pid: number): void
  /** It was seen to hold a listening socket on the target's port. */
  listening(pid: number): void
  /** These processes held connections of the target's port, on the server's side. */
  serving(t: number, pids: number[]): void
}

export type Generations = GenerationView &
  ProcessFeed &
  AnswerFeed & {
    /** Undefined before it, and where no process changes in a restart. */
    handover(): Handover | undefined
  }

/** Tells the generations of the target apart; the rules are in docs/guide/targets.md. */
export function trackGenerations(options: GenerationOptions): Generations {
  const state: GenerationState = { ...options, labels: new Map(), processes: [], living: new Map(), restart: undefined }
  const byProcess = options.by === 'process'
  return {
    ...feedProcesses(state),
    ...feedAnswers(state),
    beginRestart: () => beginRestart(state),
    old: () =>
      byProcess
        ? (state.restart?.oldServing ?? []).map(({ pid }) => nameProcess(pid))
        : (state.restart?.answering ?? []),
    fresh: () =>
      byProcess
        ? listNewServing(state).map(({ pid }) => nameProcess(pid))
        : listNewLabels(state).map(([label]) => label),
    takeover: () => findTakeover(state),
    oldGone: () => findOldGone(state),
    handover: () => findHandover(state),
    describeProgress: () => describeProgress(state),
  }
}

function feedProcesses({ processes, living }: GenerationState): ProcessFeed {
  return {
    started(t, pid, ppid) {
      const process = { pid, parent: living.get(ppid), started: t, listened: false }
      processes.push(process)
      living.set(pid, process)
    },
    ended(t, pid) {
      const process = living.get(pid)
      if (process) process.ended = t
      living.delete(pid)
    },
    listening(pid) {
      const process = living.get(pid)
      if (process) process.listened = true
    },
    serving(t, pids) {
      for (const pid of pids) {
        const process = living.get(pid)
        if (process) process.firstServed ??= t
      }
    },
  }
}

function feedAnswers({ labels }: GenerationState): AnswerFeed {
  return {
    answer(t, label) {
      const seen = labels.get(label)
      labels.set(label, { first: Math.min(t, seen?.first ?? t), last: Math.max(t, seen?.last ?? t), exact: true })
    },
    seenAt(t, label) {
      const seen = labels.get(label)
      if (seen) seen.last = Math.max(t, seen.last)
      else labels.set(label, { first: t, last: t, exact: false })
    },
  }
}

function beginRestart(state: GenerationState): void {
  const alive = new Set(state.living.values())
  const begun = state.clock.now()
  state.restart = {
    begun,
    oldLabels: new Set(state.labels.keys()),
    answering: listRecentLabels(state, begun),
    oldServing: [...alive].filter((one) => one.firstServed !== undefined),
    alive,
  }
}

function describeProgress(state: GenerationState): string {
  if (!state.restart) return 'No restart has begun.'
  return `${describeTakeover(state)} ${describeDrain(state, state.restart)}`
}

function describeTakeover(state: GenerationState): string {
  const takeover = findTakeover(state)
  if (takeover) return `Generation ${takeover.generation} answered first at ${Math.round(takeover.t)} ms.`
  if (state.by !== 'process')
    return `No answer came from a generation other than ${list(state.restart?.answering ?? [])}.`
  return state.visible
    ? 'No process started since the restart began has served a connection; a target that restarts within one process needs generation by header or body.'
    : 'The processes of the target cannot be observed from here; identify generations by a header or by the body.'
}

function describeDrain(state: GenerationState, { oldServing }: RestartStart): string {
  const gone = findOldGone(state)
  if (gone !== undefined) return `The old generation was gone at ${Math.round(gone)} ms.`
  if (!isJudgedByProcess(state))
    return 'No process changed, so the old generation counts as gone when it has not answered for 1 s after the takeover.'
  if (oldServing.length === 0) return 'No process was seen to serve before the restart began.'
  const remaining = listRemaining(oldServing).map(({ pid }) => nameProcess(pid))
  return `Of the processes that served before the restart, these are still alive: ${list(remaining)}.`
}

function list(names: readonly string[]): string {
  return names.length === 0 ? '(none seen)' : names.join(', ')
}
