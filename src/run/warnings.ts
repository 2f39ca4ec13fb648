import type { Scenario } from '../model/scenario.ts'
import { findImpossibleClaims, findMinimumLastRestart } from '../plan/plan-scenario.ts'
import { formatCount, formatDuration } from '../text/numbers.ts'

/** What is to be said before a run begins, and goes into its record as trouble. */
export interface Warning {
  code: string
  message: string
}

/** Where a scenario cannot come to a pass, however well its target does, or only by chance. */
export function warnOfClaim(scenario: Scenario): Warning[] {
  const impossible = findImpossibleClaims(scenario).map(({ message }) => ({
    code: 'not-provable',
    message: `as it stands this scenario cannot prove its SLA: ${message}; hitless plan says what to change`,
  }))
  const missingMs = findMinimumLastRestart(scenario)
  if (impossible.length > 0 || missingMs === undefined) return impossible
  const message = `this scenario proves its SLA only if its last restart takes ${formatDuration(missingMs)} or longer; hitless plan says what to change`
  return [{ code: 'hardly-provable', message }]
}

/** What a recording has and is not replayed, entry by entry: one warning for each reason. */
export function warnOfSkipped({ traffic }: Scenario): Warning[] {
  const messages = traffic.flatMap(({ skipped }) => {
    const { file = '', requests = [] } = skipped ?? {}
    return [...new Set(requests.map(({ why }) => why))].map((reason) => {
      const entries = requests.filter(({ why }) => why === reason)
      return `${file}: ${entries.length === 1 ? 'an entry is' : `${formatCount(entries.length)} entries are`} not replayed, as ${reason}: ${entries.map(({ entry, what }) => `${entry} (${what})`).join(', ')}`
    })
  })
  return [...new Set(messages)].map((message) => ({ code: 'not-replayed', message }))
}
