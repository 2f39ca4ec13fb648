import type { GenerationState, LabelTimes, ServerProcess } from './state.ts'

interface Serving extends ServerProcess {
  firstServed: number
}

/** The first sign of a new generation: a label that is new, or a new process that serves. */
export function findTakeover(state: GenerationState): { t: number; generation: string } | undefined {
  const firsts =
    state.by === 'process'
      ? listNewServing(state).map(({ pid, firstServed }) => ({ t: firstServed, generation: nameProcess(pid) }))
      : listNewLabels(state).map(([generation, { first }]) => ({ t: first, generation }))
  return firsts.toSorted((a, b) => a.t - b.t)[0]
}

/** The label of a generation that its process identifies. */
export function nameProcess(pid: number): string {
  return `pid ${pid}`
}

export function listNewLabels(state: GenerationState): [string, LabelTimes][] {
  return state.restart ? [...state.labels].filter(([label]) => !isOldLabel(state, label)) : []
}

export function isOldLabel({ restart, labels }: GenerationState, label: string): boolean {
  if (!restart) return false
  const seen = labels.get(label)
  // An answer from before the restart may be reported after it has begun.
  if (restart.oldLabels.has(label) || (seen?.exact && seen.first < restart.begun)) return true
  // Where workers answer with their pid, one that had not answered before is no new generation for that.
  return [...restart.alive].some(({ pid }) => String(pid) === label)
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
      (by === 'process' || !takesOldAlong(one, restart.oldServing)),
  )
}

/** A fork of who served and stays, without a listening socket: it only finishes what was there (lighttpd's graceful-restart-bg). */
function takesOldAlong({ parent, listened }: ServerProcess, oldServing: readonly ServerProcess[]): boolean {
  return !listened && parent?.ended === undefined && oldServing.some((one) => one === parent)
}
