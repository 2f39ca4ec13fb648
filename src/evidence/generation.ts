import type { AnswerFeed, GenerationView } from '../model/generation.ts'
import { describeReplacement } from './generation/describe.ts'
import { findHandover, findOldGone, goesBySilence, type Handover, listRecentLabels } from './generation/drain.ts'
import { findObstacle } from './generation/obstacle.ts'
import { findParents, findServing, listOldWorkers } from './generation/old.ts'
import {
  type GenerationOptions,
  type GenerationState,
  type LabelTimes,
  nameProcess,
  type RestartStart,
  type ServerProcess,
} from './generation/state.ts'
import { findTakeover, listNewByProcess, listNewLabels } from './generation/takeover.ts'

/** What the watcher tells of the target's processes; `t` is on the run's clock. */
export interface ProcessFeed {
  /** A process of the target was first seen, or seen to have ended. */
  started(t: number, pid: number, ppid: number): void
  ended(t: number, pid: number): void
  /** It was seen to hold a listening socket on the target's port, or to have released one. */
  listening(pid: number, holds: boolean): void
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
  const state: GenerationState = {
    ...options,
    labels: new Map(),
    processes: [],
    living: new Map(),
    restart: undefined,
    answers: [],
    longestMs: 0,
    longestQuickMs: 0,
  }
  const byProcess = options.by === 'process'
  return {
    ...feedProcesses(state),
    ...feedAnswers(state),
    beginRestart: () => beginRestart(state),
    old: () =>
      byProcess ? listOldWorkers(state).map(({ pid }) => nameProcess(pid)) : (state.restart?.answering ?? []),
    fresh: () =>
      byProcess
        ? listNewByProcess(state).map(({ pid }) => nameProcess(pid))
        : listNewLabels(state).map(([label]) => label),
    takeover: () => findTakeover(state),
    oldGone: () => findOldGone(state),
    handover: () => findHandover(state),
    goesBySilence: () => goesBySilence(state),
    describeProgress: () => describeReplacement(state),
    findObstacle: (since) => findObstacle(state, since),
  }
}

function feedProcesses({ processes, living, clock }: GenerationState): ProcessFeed {
  return {
    started(t, pid, ppid) {
      const process = { pid, ppid, parent: living.get(ppid), started: t, listened: false, holding: 0 }
      processes.push(process)
      living.set(pid, process)
      // Of a target that ran before, a child may be found first.
      for (const child of living.values()) if (child.ppid === pid && child !== process) child.parent ??= process
    },
    ended(t, pid) {
      const process = living.get(pid)
      if (process) process.ended = t
      living.delete(pid)
    },
    listening(pid, holds) {
      const process = living.get(pid)
      if (!process) return
      process.holding += holds ? 1 : -1
      if (!holds) return
      process.listened = true
      process.heldSince ??= clock.now()
    },
    serving(t, pids) {
      for (const pid of pids) {
        const process = living.get(pid)
        if (process) process.firstServed ??= t
      }
    },
  }
}

function feedAnswers(state: GenerationState): AnswerFeed {
  const { labels } = state

  function see(t: number, label: string): LabelTimes {
    const seen = labels.get(label) ?? { first: t, last: t, exact: false }
    seen.last = Math.max(t, seen.last)
    labels.set(label, seen)
    return seen
  }

  return {
    answer(t, label, sent = t) {
      const seen = see(t, label)
      Object.assign(seen, { first: Math.min(t, seen.first), exact: true })
      weigh(state, seen, { t, sent })
    },
    seenAt: (t, label) => void see(t, label),
    seenOnNew(opened, t, label) {
      const seen = see(t, label)
      if (opened >= (state.restart?.begun ?? Number.POSITIVE_INFINITY)) seen.proven ??= t
    },
    answered({ first, last, slow, longestMs }) {
      if (state.restart) {
        state.answers.push({ first, last })
        return
      }
      const longest = longestMs()
      state.longestMs = Math.max(state.longestMs, longest)
      if (!slow) state.longestQuickMs = Math.max(state.longestQuickMs, longest)
    },
  }
}

/**
 * What an answer says of its label, once a restart has begun. Asked afterwards, it is new. Asked before, it proves nothing; and
 * where the request had been on its way for longer than quick ones ever were, and no new process had come that may have taken it over, who
 * answers was there already.
 */
function weigh({ restart, processes, longestQuickMs }: GenerationState, seen: LabelTimes, answer: Asked): void {
  const { t, sent } = answer
  if (!restart || t < restart.begun) return
  if (sent >= restart.begun) seen.proven = Math.min(t, seen.proven ?? t)
  else if (sent < restart.begun - longestQuickMs && !processes.some((one) => isNewcomer(one, restart)))
    seen.askedBefore ??= t
}

interface Asked {
  t: number
  sent: number
}

function isNewcomer({ started, ended }: ServerProcess, { begun }: RestartStart): boolean {
  return started >= begun && ended === undefined
}

function beginRestart(state: GenerationState): void {
  const alive = new Set(state.living.values())
  const begun = state.clock.now()
  const parents = findParents(alive)
  const old = findServing(alive, parents)
  const answering = listRecentLabels(state, begun)
  state.restart = { begun, oldLabels: new Set(state.labels.keys()), answering, old, alive, parents }
  state.answers = []
}
