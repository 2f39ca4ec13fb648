import type { Ledger } from '../model/ledger.ts'
import type { OutcomeCounts } from '../model/outcome.ts'
import { FIRST_RULES } from '../model/rules.ts'
import { type Share, shareOf, sumMeasured, sumOutcomes } from './count.ts'
import { findHarnessTrouble } from './reasons/harness.ts'
import { decideByRules1 } from './rules-1.ts'
import { type Decide, decideByBounds, type ShareClaim, shareDoubt } from './standing.ts'

/** All that a run says of the shares of requests that a scenario wants. */
export interface ShareClaims {
  all: ShareClaim
  /** One per traffic, in the order of the scenario. */
  traffic: (ShareClaim & { name: string })[]
  /** Only where the scenario sets a target for the windows. */
  windows: ShareClaim | undefined
  baseline: ShareClaim
}

export function listClaims(ledger: Ledger): ShareClaims {
  const { availability: target, confidence, windows } = ledger.scenario.sla
  const count = counterFor(ledger)
  const several = ledger.traffic.filter(({ outcomes }) => shareOf(outcomes).attempts > 0).length
  // All requests of one traffic are that traffic.
  const parts = 1 + Number(several > 1) + Number(windows !== undefined)
  const wanted = { target, confidence, failConfidence: shareDoubt(confidence, parts) }
  const alone = { ...wanted, failConfidence: shareDoubt(confidence, parts * Math.max(1, several)) }
  return {
    all: { part: 'all', requests: 'requests', ...count(sumMeasured(ledger)), ...wanted },
    traffic: ledger.traffic.map(({ name, outcomes }) => ({
      part: 'traffic',
      name,
      requests: `${name} requests`,
      ...count(outcomes),
      ...alone,
    })),
    windows: windows === undefined ? undefined : claimWindows(windows),
    // It never fails a run by itself.
    baseline: {
      part: 'baseline',
      requests: 'requests',
      ...bothOf(shareOf(ledger.baseline.outcomes)),
      ...wanted,
      failConfidence: confidence,
    },
  }

  function claimWindows(wantedInWindows: number): ShareClaim {
    const counted = count(sumOutcomes(ledger.restarts))
    return { part: 'windows', requests: 'requests around the restarts', ...counted, ...wanted, target: wantedInWindows }
  }
}

/** How the rules of the run's time decide a claim. */
export function decideFor({ rules }: Pick<Ledger, 'rules'>): Decide {
  return rules === FIRST_RULES ? decideByRules1 : decideByBounds
}

type Shares = Pick<ShareClaim, 'share' | 'proof'>

const bothOf = (share: Share): Shares => ({ share, proof: share })

/**
 * What counts as proof of a failure. Where the harness itself was the bottleneck, a timeout may be its own doing; what the
 * target refused, cut or answered wrongly is not.
 */
function counterFor(ledger: Ledger): (outcomes: Partial<OutcomeCounts>) => Shares {
  if (findHarnessTrouble(ledger).length === 0) return (outcomes) => bothOf(shareOf(outcomes))
  return (outcomes) => ({ share: shareOf(outcomes), proof: shareOf({ ...outcomes, timeout: 0 }) })
}
