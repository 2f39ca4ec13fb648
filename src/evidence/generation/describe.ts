import { findOldGone, goesBySilence, listRemaining, silenceMs } from './drain.ts'
import { listOld } from './old.ts'
import { describeProcess, type GenerationState, takesConnections } from './state.ts'
import { findTakeover, listNewProcesses } from './takeover.ts'

/** What is missing for a restart to count as seen or settled. */
export function describeReplacement(state: GenerationState): string {
  if (!state.restart) return 'No restart has begun.'
  return `${describeTakeover(state)} ${describeDrain(state)}`
}

function describeTakeover(state: GenerationState): string {
  const takeover = findTakeover(state)
  if (takeover) return `Generation ${takeover.generation} answered first at ${Math.round(takeover.t)} ms.`
  if (state.by !== 'process')
    return `No answer came from a generation other than ${list(state.restart?.answering ?? [])}.`
  return state.visible
    ? `${describeUnseen(state)} A target that restarts within one process needs generation by header or body.`
    : 'The processes of the target cannot be observed from here; identify generations by a header or by the body.'
}

/** Nothing is said of what cannot be seen: connections may be too short to be caught. */
function describeUnseen(state: GenerationState): string {
  const came = listNewProcesses(state).filter((one) => one.ended === undefined && takesConnections(one))
  if (came.length === 0) return 'No process that listens or serves was started since the restart began.'
  const names = list(came.map((one) => describeProcess(state, one)))
  return `New processes hold the listening socket (${names}), but who served was not seen: connections are too short. A header or a body pattern for target.generation shows it.`
}

function describeDrain(state: GenerationState): string {
  const gone = findOldGone(state)
  if (gone !== undefined) return `The old generation was gone at ${Math.round(gone)} ms.`
  if (goesBySilence(state))
    return `The old generation counts as gone when it has not answered for ${Math.round(silenceMs(state))} ms after the takeover.`
  const old = listOld(state)
  if (old.length === 0) return 'No process was seen to serve before the restart began.'
  const remaining = listRemaining(old).map((one) => describeProcess(state, one))
  return `Of the processes that served before the restart, these are still alive: ${list(remaining)}.`
}

function list(names: readonly string[]): string {
  return names.length === 0 ? '(none seen)' : names.join(', ')
}
