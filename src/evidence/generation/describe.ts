import { findOldGone, isJudgedByProcess, listRemaining } from './drain.ts'
import type { GenerationState, RestartStart } from './state.ts'
import { findTakeover, nameProcess } from './takeover.ts'

export function describeProgress(state: GenerationState): string {
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
