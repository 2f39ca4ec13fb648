import { listOld, listOldWorkers } from './old.ts'
import { type GenerationState, type LabelTimes, nameProcess, type ServerProcess } from './state.ts'

interface Serving extends ServerProcess {
  firstServed: number
}

interface Takeover {
  t: number
  generation: string
}

/** The first sign of a new generation: a label that is new, or a new process that serves. */
export function findTakeover(state: GenerationState): Takeover | undefined {
  if (state.by !== 'process') {
    const firsts = listNewLabels(state).map(([generation, { proven = 0 }]) => ({ t: proven, generation }))
    return firsts.toSorted((a, b) => a.t - b.t)[0]
  }
  const firsts = listNewServing(state).map(({ pid, firstServed }) => ({ t: firstServed, generation: nameProcess(pid) }))
  return firsts.toSorted((a, b) => a.t - b.t)[0] ?? findSuccession(state)
}

/** Labels that are new, and are proven to be. */
export function listNewLabels(state: GenerationState): [string, LabelTimes][] {
  if (!state.restart) return []
  return [...state.labels].filter(([label, { proven }]) => proven !== undefined && !isOldLabel(state, label))
}

export function isOldLabel({ restart, labels }: GenerationState, label: string): boolean {
  if (!restart) return false
  const seen = labels.get(label)
  // An answer from before the restart may be reported after it has begun.
  if (restart.oldLabels.has(label) || (seen?.exact && seen.first < restart.begun)) return true
  if (seen?.askedBefore !== undefined && seen.askedBefore < (seen.proven ?? Number.POSITIVE_INFINITY)) return true
  // Where workers answer with their pid, one that had not answered before is no new generation for that.
  return [...restart.alive].some(({ pid }) => String(pid) === label)
}

/**
 * Where connections are too short to see who holds them: all old holders of the listening socket have ended, a new process holds it, and
 * answers go on.
 */
function findSuccession(state: GenerationState): Takeover | undefined {
  const old = listOld(state)
  if (old.length === 0 || old.some(({ ended }) => ended === undefined)) return undefined
  const [first] = listSuccessors(state).toSorted((a, b) => a.heldSince - b.heldSince)
  if (!first) return undefined
  const from = Math.max(first.heldSince, ...old.map(({ ended = 0 }) => ended))
  const answers = state.answers.flatMap((slot) => [slot.first, slot.last]).filter((t) => t > from)
  return answers.length === 0 ? undefined : { t: Math.min(...answers), generation: nameProcess(first.pid) }
}

/** New processes that hold the listening socket; their parent only where none of its children does. */
export function listSuccessors(state: GenerationState): (ServerProcess & { heldSince: number })[] {
  const holders = listNewProcesses(state).filter(
    (one): one is ServerProcess & { heldSince: number } =>
      one.holding > 0 && one.ended === undefined && one.heldSince !== undefined,
  )
  const parents = new Set(holders.map(({ parent }) => parent))
  const leaves = holders.filter((one) => !parents.has(one))
  return leaves.length > 0 ? leaves : holders
}

/** The new generation by process: who serves, or else who is bound to. */
export function listNewByProcess(state: GenerationState): ServerProcess[] {
  const serving = listNewServing(state)
  if (serving.length > 0) return serving
  return findSuccession(state) === undefined ? [] : listSuccessors(state)
}

export function listNewServing(state: GenerationState): Serving[] {
  return listNewProcesses(state).filter((one): one is Serving => one.firstServed !== undefined)
}

export function listNewProcesses(state: GenerationState): ServerProcess[] {
  const { restart, processes, by } = state
  if (!restart) return []
  return processes.filter(
    (one) =>
      !restart.alive.has(one) &&
      one.started >= restart.begun &&
      (by === 'process' || !takesOldAlong(one, listOldWorkers(state))),
  )
}

/** A fork of who served and stays, without a listening socket: it only finishes what was there (lighttpd's graceful-restart-bg). */
function takesOldAlong({ parent, listened }: ServerProcess, old: readonly ServerProcess[]): boolean {
  return !listened && parent?.ended === undefined && old.some((one) => one === parent)
}
