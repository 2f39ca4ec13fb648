import type { Ledger } from '../model/ledger.ts'
import type { SlaResult } from '../model/report.ts'
import type { Reason } from '../model/verdict.ts'
import { countOf, formatCount, formatShare } from '../text/numbers.ts'
import { findOtherClients } from './clients.ts'
import { shareOf, sumMeasured, sumOutcomes } from './count.ts'
import { attemptsNeeded, shareBounds } from './interval.ts'

/** Holds the measured attempts, as they were settled, against the SLA. */
export function compareWithSla(ledger: Ledger): SlaResult {
  const { availability: target, confidence, clients, windows } = ledger.scenario.sla
  const all = shareOf(sumMeasured(ledger))
  const others = findOtherClients(ledger)
  const inWindows = shareOf(sumOutcomes(ledger.restarts))
  return {
    target,
    confidence,
    clients,
    ...(others.length > 0 && { others }),
    ...all,
    ...boundsOf(all, confidence),
    attemptsNeeded: confidence === null ? null : attemptsNeeded(all.failures, target, confidence),
    windows: { ...inWindows, target: windows ?? null },
  }
}

type Bounds = Pick<SlaResult, 'lowerBound' | 'upperBound'>

function boundsOf({ attempts, failures }: { attempts: number; failures: number }, confidence: number | null): Bounds {
  if (confidence === null || attempts === 0) return { lowerBound: null, upperBound: null }
  const lost = shareBounds(failures, attempts, confidence)
  return { lowerBound: 1 - lost.upper, upperBound: 1 - lost.lower }
}

/** Why a run passed. */
export function describePass(sla: SlaResult, resent: number): Reason {
  const { attempts, failures, availability, confidence, lowerBound, target } = sla
  const seen = `${formatShare(availability ?? 0)} of ${countOf(attempts, 'request')} succeeded, ${formatCount(failures)} failed`
  const proof =
    confidence === null || lowerBound === null
      ? ''
      : `; at ${formatShare(confidence)} confidence at least ${formatShare(lowerBound)}`
  const hidden = resent > 0 ? `; ${formatCount(resent)} succeeded only after a retry` : ''
  return { code: 'sla-met', message: `${seen}${proof}; target ${formatShare(target)}${hidden}` }
}
