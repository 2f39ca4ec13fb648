import type { Ledger, TrafficTotals } from '../../model/ledger.ts'
import { countAttempts } from '../../model/outcome.ts'
import type { Reason } from '../../model/verdict.ts'
import { countOf, formatDuration } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { shareOf, sumMeasured } from '../count.ts'

/** What a scenario sends, or sets a limit for, and this run has no sample of: a claim about it is not met, it is untested. */
export function findUnmeasured(ledger: Ledger): Reason[] {
  // Where nothing at all was measured, that is the reason: see invalid.ts.
  if (shareOf(sumMeasured(ledger)).attempts === 0) return []
  const unmeasured = ledger.traffic.filter((account) => !isMeasured(ledger, account))
  return [...unmeasured.map((account) => describe(ledger, account)), ...outageUnmeasured(ledger)]
}

function isMeasured({ lifelines, buckets, endOfTraffic }: Ledger, { name, traits, outcomes }: TrafficTotals): boolean {
  // Of a connection that is held through the run only the opening is an attempt.
  const held = traits.holdsConnections === true && traits.slow === undefined
  if (held && lifelines.some(({ traffic }) => traffic === name)) return true
  const { attempts, failures } = shareOf(outcomes)
  // What was due in the warm-up and answered after the traffic had stopped neither began nor ended in the measured part.
  const around = buckets
    .filter(({ traffic, warmup, t }) => traffic === name && warmup && t >= endOfTraffic)
    .reduce((sum, bucket) => sum + (bucket.outcomes.ok ?? 0), 0)
  return failures > 0 || attempts > around
}

function describe({ scenario }: Ledger, { name, outcomes, warmup, latencyMs }: TrafficTotals): Reason {
  const { rate } = scenario.traffic.find((spec) => spec.name === name) ?? {}
  const early = countAttempts(warmup)
  const seen =
    outcomes.ok > 0
      ? `${countOf(outcomes.ok, 'request')} had begun in the warm-up and ended after the traffic, up to ${formatDuration(latencyMs?.max ?? 0)} later`
      : early > 0
        ? `${countOf(early, 'request')} fell into the warm-up`
        : 'none was due'
  const remedy =
    rate === undefined
      ? 'requests that take less time, or a longer baseline and cool-down'
      : 'a higher rate, or a longer run'
  return {
    code: 'traffic-not-measured',
    message: `not one request of ${name} was measured (${seen}), so nothing is known of it: it needs ${remedy}`,
  }
}

/** A limit for something that nothing could show. */
function outageUnmeasured({ restarts, scenario }: Ledger): Reason[] {
  const unknown = restarts.filter(({ outageMs }) => outageMs === null)
  if (scenario.sla.outageMs === undefined || unknown.length === 0) return []
  const which = listed(unknown.map(({ index }) => String(index)))
  return [
    {
      code: 'traffic-not-measured',
      message: `sla.outage cannot be checked: no new connection was tried during restart ${which}`,
    },
  ]
}
