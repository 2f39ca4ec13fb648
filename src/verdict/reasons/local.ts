import type { HarnessHealth } from '../../model/harness.ts'
import type { Ledger } from '../../model/ledger.ts'
import type { Reason } from '../../model/verdict.ts'
import { countOf, formatCount } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { sumMeasured } from '../count.ts'

/** Attempts that the harness, or the machine it runs on, lost by itself: with what was used up, as far as that was seen. */
export function findLocalFailures(ledger: Ledger): Reason[] {
  const { local } = sumMeasured(ledger)
  if (local === 0) return []
  const codes = new Set(
    ledger.attempts.flatMap(({ outcome, code }) => (outcome === 'local' ? (code ?? 'no code') : [])),
  )
  const kinds = codes.size === 0 ? '' : ` (${listed([...codes])})`
  const causes = [...new Set([...codes].flatMap((code) => CAUSES[code]?.(ledger.harness) ?? []))]
  const said = [`${countOf(local, 'request')} failed inside the harness${kinds}: they say nothing about the target`]
  return [{ code: 'local-failures', message: [...said, ...causes].join('; ') }]
}

/** What the codes of connect(2), bind(2) and socket(2) mean to the person who runs hitless. */
const CAUSES: Record<string, (harness: HarnessHealth) => string> = {
  EMFILE: describeFiles,
  EADDRNOTAVAIL: describePorts,
  EADDRINUSE: describePorts,
}

function describeFiles({ files }: HarnessHealth): string {
  const limit = files?.limit ?? null
  const used =
    files === null || limit === null ? '' : `${formatCount(files.most)} of ${countOf(limit, 'file')} were open: `
  return `${used}raise the limit with ulimit -n, or lower the number of connections`
}

function describePorts({ ports }: HarnessHealth): string {
  const remedy = 'name more addresses under sources, or lower the rate'
  if (ports === null) return remedy
  const { sockets, timeWait, range } = ports
  return (
    `${countOf(sockets, 'TCP socket')}, ${formatCount(timeWait)} of them in TIME_WAIT, ` +
    `with ${formatCount(range)} ports for each address: ${remedy}`
  )
}
