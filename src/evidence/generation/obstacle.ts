import { silenceMs } from './drain.ts'
import { findParents, findServing } from './old.ts'
import { describeProcess, type GenerationState, type ServerProcess } from './state.ts'

/** A child that is about to execute another program holds its parent's listening socket for less. */
const EXECUTING_MS = 500

const LABEL = 'a header or a body pattern for target.generation that only a restart changes'

/** Why a restart could not be recognized, as far as that is known before there was one. */
export function findObstacle(state: GenerationState, since: number): string | undefined {
  const why = state.by === 'process' ? findUnclearProcesses(state, since) : findUnclearLabels(state, since)
  return why === undefined ? undefined : `generations cannot be told apart here, because ${why}`
}

function findUnclearProcesses(state: GenerationState, since: number): string | undefined {
  if (!state.visible) return `the processes of the target cannot be seen from here; use ${LABEL}`
  const took = state.processes.filter((one) => hasTakenConnections(one, state))
  const came = took.filter(({ started }) => started > since)
  const went = took.filter(({ ended = 0 }) => ended > since)
  if (came.length > 0 && went.length > 0) {
    const names = went.slice(0, 3).map((one) => describeProcess(state, one))
    return `processes that serve end and start without a restart (${names.join(', ')}); use ${LABEL}`
  }
  const alive = new Set(state.living.values())
  if (findServing(alive, findParents(alive)).length > 0) return undefined
  return `no process was seen to serve or to hold the listening socket; use ${LABEL}`
}

function hasTakenConnections(
  { heldSince, firstServed, ended }: ServerProcess,
  { clock }: Pick<GenerationState, 'clock'>,
): boolean {
  return firstServed !== undefined || (heldSince !== undefined && (ended ?? clock.now()) - heldSince >= EXECUTING_MS)
}

function findUnclearLabels(state: GenerationState, since: number): string | undefined {
  if (state.labels.size === 0) return `no answer had what target.generation names; use ${LABEL}`
  const silent = state.clock.now() - silenceMs(state)
  const gone = [...state.labels].filter(([, { last }]) => last < silent)
  const late = [...state.labels].filter(([, { first }]) => first > since + silenceMs(state))
  const successors = late.filter(([, { first }]) => gone.some(([, { last }]) => last < first))
  if (successors.length === 0) return undefined
  const names = successors.slice(0, 3).map(([label]) => label)
  return `labels change without a restart (${names.join(', ')} came); use ${LABEL}`
}
