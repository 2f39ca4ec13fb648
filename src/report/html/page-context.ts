import type { Attempt } from '../../model/attempt.ts'
import { type Ledger, type RestartRecord, wasUnderWay } from '../../model/ledger.ts'
import type { Report } from '../../model/report.ts'
import { createAxis, type TimeAxis } from './chart/axis.ts'
import type { Span } from './chart/shapes.ts'
import { type GenerationNumbers, numberGenerations } from './generations.ts'
import { type LifelineSpan, listLines } from './lifelines/lines.ts'

/** What the page needs of a run beyond its report: all lifelines, what a retry has saved, the scenario as it was written, windows. */
export type LedgerExcerpt = Pick<Ledger, 'lifelines' | 'attempts' | 'scenario' | 'endOfTraffic'> & {
  restarts: readonly Pick<RestartRecord, 'index' | 'window'>[]
}

/** The window of a restart, see RestartRecord. */
export interface Window extends Span {
  index: number
}

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
    windows: account.restarts.map(({ index, window }) => ({ index, t: window.from, to: window.to })),
    generations,
    lines: listLines(account.lifelines, report, generations),
  }
}

/** The restart in whose window an attempt was on its way; undefined outside of all. */
export function restartOf(attempt: Pick<Attempt, 'due' | 'end'>, windows: readonly Window[]): number | undefined {
  return windows.find(({ t, to }) => wasUnderWay(attempt, { from: t, to }))?.index
}
