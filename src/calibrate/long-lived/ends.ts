import type { EndConfusion, ShownEnd } from '../../model/calibration.ts'
import { buildConfusionMatrix, type ComparedCounts, type ExpectedReports } from '../confusion-matrix.ts'
import { EXPECTED_ENDS, isEndAsExpected, showEnd } from './expected.ts'
import type { Pair } from './pairs.ts'

const ENDS: ExpectedReports<ShownEnd> = [
  ...Object.entries(EXPECTED_ENDS).map(([end, { shown }]) => [end, shown] as const),
  ['unfounded', 'none'],
]

/** Holds the ends that a traffic reported against what the server did, connection by connection. */
export function compareEnds(traffic: string, kind: string, pairs: readonly Pair[]): EndConfusion {
  return {
    traffic,
    kind,
    held: pairs.filter(({ connection }) => connection !== undefined).length,
    reported: pairs.filter(({ lifeline }) => lifeline !== undefined).length,
    rows: buildConfusionMatrix(ENDS, pairs.map(compareEnd)),
  }
}

function compareEnd({ connection, lifeline }: Pair): ComparedCounts<ShownEnd> {
  const reported = { [lifeline === undefined ? 'none' : showEnd(lifeline)]: 1 }
  if (connection === undefined) return { injected: 'unfounded', count: 0, reported, wrong: 1 }
  const right = lifeline !== undefined && isEndAsExpected(connection.end, lifeline)
  return { injected: connection.end, count: 1, reported, wrong: right ? 0 : 1 }
}
