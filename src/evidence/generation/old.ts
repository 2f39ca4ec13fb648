import { type GenerationState, type ServerProcess, takesConnections } from './state.ts'

/** The processes of the old generation, some of which may have ended. Parents of workers are none while they serve as that for the new one. */
export function listOld(state: GenerationState): ServerProcess[] {
  const { restart } = state
  if (!restart) return []
  return restart.old.flatMap((one) => {
    if (restart.parents.has(one)) return isParentOfNew(state, one) ? [] : [one]
    return findReplacedWorkers(state, one) ?? [one]
  })
}

/** Those of them that are no parents of others. */
export function listOldWorkers(state: GenerationState): ServerProcess[] {
  const { restart } = state
  return (restart?.old ?? []).filter((one) => !restart?.parents.has(one) && !findReplacedWorkers(state, one))
}

/**
 * Workers that a parent hands connections to were perhaps not caught with one, as short as these are. But where all children of
 * before have ended and new ones live, they were what was replaced, and not their parent.
 */
function findReplacedWorkers(
  { restart, processes }: GenerationState,
  parent: ServerProcess,
): ServerProcess[] | undefined {
  const children = processes.filter((one) => one.parent === parent)
  const before = children.filter((one) => restart?.alive.has(one))
  const isReplaced = before.length > 0 && before.every(({ ended }) => ended !== undefined)
  const lives = children.some(
    (one) => !restart?.alive.has(one) && one.ended === undefined && heightOf(one, processes) === 0,
  )
  return isReplaced && lives ? before : undefined
}

/**
 * Who serves when a restart begins: who was seen to, and who holds the listening socket beside it as a child of the same parent; where
 * serving was not seen, as connections are too short, every holder.
 */
export function findServing(alive: ReadonlySet<ServerProcess>, parents: ReadonlyMap<ServerProcess, number>) {
  const all = [...alive].filter(takesConnections)
  const served = all.filter((one) => one.firstServed !== undefined && !parents.has(one))
  return all.filter(
    (one) =>
      parents.has(one) ||
      one.firstServed !== undefined ||
      served.length === 0 ||
      served.some(({ parent }) => parent === one.parent),
  )
}

/** Processes with living children that serve or could, and the height of the tree below them. */
export function findParents(alive: ReadonlySet<ServerProcess>): Map<ServerProcess, number> {
  const all = [...alive]
  const parents = new Set(all.filter(takesConnections).map(({ parent }) => parent))
  return new Map(
    [...parents]
      .filter((one): one is ServerProcess => one !== undefined && alive.has(one))
      .map((one) => [one, heightOf(one, all)]),
  )
}

function heightOf(process: ServerProcess, all: readonly ServerProcess[]): number {
  const children = all.filter((one) => one.parent === process && one.ended === undefined && takesConnections(one))
  return Math.max(0, ...children.map((child) => 1 + heightOf(child, all)))
}

/**
 * Whether a process that had workers has new ones, itself or through another one that was there before. A child that is as much of
 * a parent as itself is no worker but its successor: the new master of nginx, gunicorn or unicorn on USR2.
 */
function isParentOfNew(state: GenerationState, parent: ServerProcess): boolean {
  const { restart, processes } = state
  const height = restart?.parents.get(parent) ?? 0
  return processes.some((one) => {
    if (one.parent !== parent || one.ended !== undefined) return false
    if (restart?.alive.has(one)) return isParentOfNew(state, one)
    return heightOf(one, processes) < height
  })
}
