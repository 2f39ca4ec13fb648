import { nameProcess } from '../evidence/generation/takeover.ts'
import type { Entry } from '../model/entry.ts'
import type { GenerationSpec } from '../model/scenario.ts'
import type { Target } from '../model/target.ts'

/** Adds to the lifelines among the entries who was at their other end; where generations are told by process, that is theirs. */
export function annotateLifelines(entries: Entry[], target: Pick<Target, 'peerOf'>, by: GenerationSpec['by']): Entry[] {
  return entries.map((entry) => {
    if (entry.entry !== 'lifeline' || entry.localPort === undefined) return entry
    const peerPid = target.peerOf(entry.localPort, entry.opened, entry.closed)
    if (peerPid === undefined) return entry
    const generation = entry.generation ?? (by === 'process' ? nameProcess(peerPid) : undefined)
    return { ...entry, peerPid, ...(generation !== undefined && { generation }) }
  })
}
