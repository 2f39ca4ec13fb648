import { BUCKET_MS } from '../../model/entry.ts'
import { listOld, listOldWorkers } from './old.ts'
import type { GenerationState, ServerProcess } from './state.ts'
import { findTakeover, isOldLabel, listNewProcesses, listNewServing } from './takeover.ts'

/** How long no answer may have come from the old generation, at the least, for it to count as gone where no process shows it. */
const SILENCE_MS = 1000
/** Answers are reported by slots, when a slot has ended. */
const REPORT_MS = 2 * BUCKET_MS

/** When processes of a new generation had taken over, and those of the old one that still live. */
export interface Handover {
  t: number
  old: ReadonlySet<number>
}

/** When the old generation was gone: with its last process, or with its last answer where processes do not show it. */
export function findOldGone(state: GenerationState): number | undefined {
  if (!state.restart) return undefined
  if (!isJudgedByProcess(state)) return findLastAnswer(state)
  const ended = findLastEnd(listOld(state))
  if (ended === undefined || knowsAllOld(state)) return ended
  const last = findLastAnswer(state)
  return last === undefined ? undefined : Math.max(ended, last)
}

/** Whether only the silence of the old generation shows that it has gone. */
export function goesBySilence(state: GenerationState): boolean {
  return !isJudgedByProcess(state) || (findLastEnd(listOld(state)) !== undefined && !knowsAllOld(state))
}

/**
 * Connections that are short, or that a parent hands on, leave workers that were never seen to serve. Where more labels answered before the
 * restart than processes were seen to, the end of these processes is not the end of all.
 */
function knowsAllOld(state: GenerationState): boolean {
  const { by, restart } = state
  if (by === 'process' || restart === undefined) return true
  const workers = listOld(state).filter((one) => !restart.parents.has(one))
  return restart.answering.length <= Math.max(1, workers.length)
}

function isJudgedByProcess(state: GenerationState): boolean {
  if (state.by === 'process') return true
  return state.visible && listOld(state).length > 0 && haveProcessesChanged(state)
}

/**
 * A process rule applies as soon as processes changed: a new one that serves, or stays and is about to serve, or the end of one that
 * served.
 */
function haveProcessesChanged(state: GenerationState): boolean {
  const came = listNewProcesses(state).some(
    (one) => one.firstServed !== undefined || (one.ended === undefined && canReceiveConnections(one)),
  )
  return came || listOld(state).some((one) => one.ended !== undefined)
}

/**
 * Connections of the target can come to it: through a listening socket of its own, or from a parent that has one. To what a gateway stands
 * in front of, none do.
 */
function canReceiveConnections({ listened, parent }: ServerProcess): boolean {
  return listened || (parent?.listened ?? false)
}

function findLastEnd(processes: readonly ServerProcess[]): number | undefined {
  if (processes.length === 0 || listRemaining(processes).length > 0) return undefined
  return Math.max(...processes.map((one) => one.ended ?? 0))
}

export function listRemaining(processes: readonly ServerProcess[]): ServerProcess[] {
  return processes.filter((one) => one.ended === undefined)
}

/** An old generation whose answers take longer is silent for as long between two of them. */
export function silenceMs({ longestMs }: GenerationState): number {
  return Math.max(SILENCE_MS, longestMs + REPORT_MS)
}

function findLastAnswer(state: GenerationState): number | undefined {
  const takeover = findTakeover(state)
  if (!takeover) return undefined
  const answers = [...state.labels].filter(([label]) => isOldLabel(state, label)).map(([, { last }]) => last)
  const last = Math.max(takeover.t, ...answers)
  return state.clock.now() - last >= silenceMs(state) ? last : undefined
}

/** Generations of earlier restarts have long gone: they are old, but not what this restart replaces. */
export function listRecentLabels(state: GenerationState, t: number): string[] {
  const silent = t - silenceMs(state)
  const gone = (findOldGone(state) ?? Number.NEGATIVE_INFINITY) + BUCKET_MS
  const recent = [Math.max(silent, gone), silent, Number.NEGATIVE_INFINITY].map((since) => listSince(state, since))
  return recent.find((labels) => labels.length > 0) ?? []
}

function listSince({ labels }: GenerationState, since: number): string[] {
  return [...labels].filter(([, { last }]) => last > since).map(([label]) => label)
}

export function findHandover(state: GenerationState): Handover | undefined {
  const takeover = findTakeover(state)
  if (!state.restart || !takeover) return undefined
  const [first] = listNewServing(state).toSorted((a, b) => a.firstServed - b.firstServed)
  const old = new Set(listRemaining(listOldWorkers(state)).map(({ pid }) => pid))
  return first && { t: Math.max(takeover.t, first.firstServed), old }
}
