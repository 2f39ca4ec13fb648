import { observedRestarts, summarizeRestarts } from '../compare/metrics.ts'
import { separate, smallestChance } from '../compare/permutation.ts'
import type { Trend } from '../model/history.ts'
import type { FoundReport } from './find-reports.ts'

const DOUBT = 0.05

/**
 * Whether the latest label, or where there are no two labels the latest run, loses more than all before it did, by restarts.
 *
 * @param found in order of time
 */
export function findTrend(found: readonly FoundReport[]): Trend | null {
  const latest = found.at(-1)?.report.run
  if (latest === undefined) return null
  const labelled = new Set(found.map(({ report }) => report.run.label)).size > 1
  const isLatest = ({ report: { run } }: FoundReport): boolean =>
    labelled ? run.label === latest.label : run.id === latest.id
  const [before, now] = [lossesOf(found.filter((one) => !isLatest(one))), lossesOf(found.filter(isLatest))]
  const [up, down] = [separate(before.values, now.values), separate(now.values, before.values)]
  if (up === null || down === null || before.mean === null || now.mean === null) return null
  return {
    latest: labelled ? (latest.label ?? 'without a label') : latest.startedAt,
    lossesBefore: before.mean,
    lossesNow: now.mean,
    p: up.greater,
    status: up.greater <= DOUBT ? 'worse' : down.greater <= DOUBT ? 'better' : 'within-chance',
    tellable: smallestChance(before.values.length, now.values.length) <= DOUBT,
  }
}

function lossesOf(found: readonly FoundReport[]) {
  return summarizeRestarts(found.flatMap(({ report }) => observedRestarts(report))).losses
}
