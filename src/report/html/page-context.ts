import type { Ledger } from '../../model/ledger.ts'
import type { Report } from '../../model/report.ts'
import { createAxis, type TimeAxis } from './chart/axis.ts'
import { type GenerationNumbers, numberGenerations } from './generations.ts'
import { type LifelineSpan, listLines } from './lifelines/lines.ts'
import { listWindows, type Window } from './restarts/windows.ts'

/** What the page needs of a run beyond its report: all lifelines, what a retry has saved, the scenario as it was written. */
export type LedgerExcerpt = Pick<Ledger, 'lifelines' | 'attempts' | 'scenario'>

/** What all charts of a page share, worked out once. */
export interface PageContext {
  report: Report
  account: LedgerExcerpt
  /** The whole run. */
  axis: TimeAxis
  windows: Window[]
  generations: GenerationNumbers
  lines: LifelineSpan[]
}

export function createPageContext(report: Report, account: LedgerExcerpt): PageContext {
  const generations = numberGenerations(report)
  return {
    report,
    account,
    axis: createAxis(0, report.run.durationMs),
    windows: listWindows(report),
    generations,
    lines: listLines(account.lifelines, report, generations),
  }
}
