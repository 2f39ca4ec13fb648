import type { Ledger } from '../model/ledger.ts'
import { findUnsteadyLabels } from './steadiness/labels.ts'
import { findRecycledProcesses, onlyWaits } from './steadiness/processes.ts'

/** Why it proves no restart that a new generation was seen: the same was seen, or would have been, without one. Undefined where it does. */
export function findUnsteadiness(ledger: Ledger): string | undefined {
  if (onlyWaits(ledger))
    return 'the steps only wait, so that processes and generations that came or went did so without a restart'
  const { by } = ledger.scenario.target.generation
  return findUnsteadyLabels(ledger) ?? (by === 'process' ? findRecycledProcesses(ledger) : undefined)
}
