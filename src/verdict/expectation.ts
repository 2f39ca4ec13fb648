import type { Finding } from '../model/finding.ts'
import type { Expectation } from '../model/scenario.ts'
import type { Guarantee, VerdictStatus } from '../model/verdict.ts'

export interface RunResult {
  status: VerdictStatus
  guarantees: readonly Guarantee[]
  findings: readonly Finding[]
}

/** What a scenario expects of itself and did not come about, a sentence each. */
export function findUnmet(expectation: Expectation, { status, guarantees, findings }: RunResult): string[] {
  const { verdict, held, broken } = expectation
  const states = new Map(guarantees.map((one) => [one.id, one.status]))
  const missing = expectation.findings.filter((id) => !findings.some((finding) => finding.id === id))
  const made = findings.length === 0 ? 'none' : findings.map(({ id }) => id).join(', ')
  return [
    ...(status === verdict ? [] : [`expected the verdict ${verdict}, it is ${status}`]),
    ...held
      .filter((id) => states.get(id) !== 'held')
      .map((id) => `expected ${id} to hold, it is ${describe(states.get(id))}`),
    ...broken
      .filter((id) => states.get(id) !== 'broken')
      .map((id) => `expected ${id} to be broken, it is ${describe(states.get(id))}`),
    ...missing.map((id) => `expected the finding ${id}, found ${made}`),
  ]
}

function describe(status: Guarantee['status'] = 'not-observed'): string {
  return status.replace('-', ' ')
}
