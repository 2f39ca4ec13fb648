import type { Ledger } from '../model/ledger.ts'
import { findUnsteadyLabels } from './steadiness/labels.ts'
import { findRecycledProcesses } from './steadiness/processes.ts'

/** Why it proves no restart that a new generation was seen: the same was seen, or would have been, without one. Undefined where it does. */
export function findUnsteadiness(ledger: Ledger): string | undefined {
  if (ledger.steps.length > 0 && ledger.steps.every(({ waits }) => waits === true))
    return 'the steps only wait, so that processes and generations that came or went did so without a restart'
  const { by } = ledger.scenario.target.generation
  return findUnsteadyLabels(ledger) ?? (by === 'process' ? findRecycledProcesses(ledger) : undefined)
}
