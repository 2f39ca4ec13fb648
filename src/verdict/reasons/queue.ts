import { BUCKET_MS } from '../../model/entry.ts'
import type { Ledger, TrafficTotals } from '../../model/ledger.ts'
import type { Reason } from '../../model/verdict.ts'
import { countOf, formatCount } from '../../text/numbers.ts'

/**
 * Traffic whose requests waited for a free connection until their time was up, already before the first restart: the generator cannot
 * offer its rate with these connections. A queue that begins with a restart is what the restart did to the service.
 */
export function findQueues(ledger: Ledger): Reason[] {
  return ledger.traffic
    .filter((account) => hasQueuedBefore(ledger, account))
    .map((account) => describe(ledger, account))
}

function hasQueuedBefore({ attempts, restarts, endOfTraffic }: Ledger, { name }: TrafficTotals): boolean {
  // What had waited for less than a slot when the restart began may just have come at a busy moment.
  const before = (restarts[0]?.begun ?? endOfTraffic) - BUCKET_MS
  return attempts.some(
    ({ traffic, outcome, phase, due }) =>
      traffic === name && outcome === 'timeout' && phase === 'queue' && due < before,
  )
}

function describe({ scenario }: Ledger, { name, timeouts }: TrafficTotals): Reason {
  const { rate, connections = 0 } = scenario.traffic.find((spec) => spec.name === name) ?? {}
  const wanted = rate === undefined ? 'its rate' : `${formatCount(rate)} requests per second`
  const message =
    `${name} could not offer ${wanted}: ${countOf(timeouts.queue, 'request')} never left for want of a free connection, ` +
    `already before the first restart; raise its connections (${formatCount(connections)}), or lower the rate`
  return { code: 'generator-behind', message }
}
