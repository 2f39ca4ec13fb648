import type { Attempt } from '../../model/attempt.ts'
import type { LastingOutage, Ledger, RestartRecord } from '../../model/ledger.ts'
import type { Report } from '../../model/report.ts'
import { findClaim } from '../../model/restart-claims.ts'
import { createAxis, type TimeAxis } from './chart/axis.ts'
import type { Span } from './chart/shapes.ts'
import { type GenerationNumbers, numberGenerations } from './generations.ts'
import { type LifelineSpan, listLines } from './lifelines/lines.ts'

/** What the page needs of a run beyond its report: all lifelines, what a retry has saved, the scenario as it was written, windows. */
export type LedgerExcerpt = Pick<Ledger, 'lifelines' | 'attempts' | 'scenario' | 'endOfTraffic'> & {
  restarts: readonly Pick<RestartRecord, 'index' | 'begun' | 'window' | 'lasting'>[]
}

/** The window of a restart, see RestartRecord. */
export interface Window extends Span {
  index: number
  begun: number
  lasting: readonly LastingOutage[]
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
    windows: account.restarts.map(({ index, begun, window, lasting = [] }) => ({
      index,
      begun,
      t: window.from,
      to: window.to,
      lasting,
    })),
    generations,
    lines: listLines(account.lifelines, report, generations),
  }
}

/** The restart that an attempt belongs to; undefined outside of all. */
export function restartOf(
  attempt: Pick<Attempt, 'traffic' | 'outcome' | 'due' | 'end'>,
  windows: readonly Window[],
): number | undefined {
  const claims = windows.map(({ t, ...window }) => ({ ...window, from: t }))
  return windows[findClaim(attempt, claims)]?.index
}
