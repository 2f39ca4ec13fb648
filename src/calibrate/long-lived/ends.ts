import type { EndConfusion, EndRow, ShownEnd } from '../../model/calibration.ts'
import type { LongLivedEnd } from '../server/long-lived/plan.ts'
import { EXPECTED_ENDS, isEndAsExpected, showEnd } from './expected.ts'
import type { Pair } from './pairs.ts'

/** Holds the ends that a traffic reported against what the server did, connection by connection. */
export function confuseEnds(traffic: string, kind: string, pairs: readonly Pair[]): EndConfusion {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of EXPECTED_ENDS
  const rows = (Object.keys(EXPECTED_ENDS) as LongLivedEnd[]).flatMap((end) => rowOf(end, pairs))
  return {
    traffic,
    kind,
    held: pairs.filter(({ connection }) => connection !== undefined).length,
    reported: pairs.filter(({ lifeline }) => lifeline !== undefined).length,
    rows: [...rows, ...unfoundedRow(pairs)],
  }
}

function rowOf(end: LongLivedEnd, pairs: readonly Pair[]): EndRow[] {
  const own = pairs.filter(({ connection }) => connection?.end === end)
  if (own.length === 0) return []
  const right = own.filter(({ lifeline }) => lifeline !== undefined && isEndAsExpected(end, lifeline)).length
  const { shown: expected } = EXPECTED_ENDS[end]
  return [{ injected: end, expected, count: own.length, reported: tallyEnds(own), wrong: own.length - right }]
}

function unfoundedRow(pairs: readonly Pair[]): EndRow[] {
  const own = pairs.filter(({ connection }) => connection === undefined)
  if (own.length === 0) return []
  return [{ injected: 'unfounded', expected: 'none', count: 0, reported: tallyEnds(own), wrong: own.length }]
}

function tallyEnds(pairs: readonly Pair[]): Partial<Record<ShownEnd, number>> {
  const counts: Partial<Record<ShownEnd, number>> = {}
  for (const { lifeline } of pairs) {
    const shown = lifeline === undefined ? 'none' : showEnd(lifeline)
    counts[shown] = (counts[shown] ?? 0) + 1
  }
  return counts
}
