import type { Attempt } from '../../../model/attempt.ts'
import { countFailures, isFailure } from '../../../model/outcome.ts'
import type { RestartReport } from '../../../model/report.ts'
import { renderSection } from '../../../text/html.ts'
import { html, type Markup } from '../../../text/markup.ts'
import { describeResolution } from '../../restart-sentences.ts'
import { describeProjection, describeWindows } from '../../sla-sentences.ts'
import { type PageContext, restartOf } from '../page-context.ts'
import { renderRestartDetail } from './restart-detail.ts'
import { renderRestarts } from './table.ts'

/** With more restarts than this only the worst are unfolded: each is a large drawing. */
const MOST_OPEN = 6

/** All restarts side by side, then each in detail. */
export function renderRestartSection(context: PageContext): Markup {
  const { report, account } = context
  const { restarts } = report
  if (restarts.length === 0) return renderSection('restarts', 'Restarts', html`<p>No restart was made.</p>`)
  const groups = groupAttempts(account.attempts, context)
  const sums = [describeWindows(report.sla), describeResolution(report), describeProjection(report)].filter(
    (text) => text !== '',
  )
  const open = chooseOpen(restarts)
  return renderSection(
    'restarts',
    'Restarts',
    html`${renderRestarts(report)}${sums.map((text) => html`<p class="note">${text}</p>`)}
${restarts.map((restart) => renderRestartDetail(context, restart, groups.get(restart.index) ?? [], open.has(restart.index)))}`,
  )
}

/** Those to look at first: not as they should be, then by what they lost. */
function chooseOpen(restarts: readonly RestartReport[]): Set<number> {
  const worst = restarts.toSorted((a, b) => badness(b) - badness(a))
  return new Set(worst.slice(0, MOST_OPEN).map(({ index }) => index))
}

function badness({ outcomes, observed, drained }: RestartReport): number {
  return countFailures(outcomes) + (observed && drained ? 0 : Number.MAX_SAFE_INTEGER / 2)
}

/** What failed, or failed at first, by the restart in whose window it was on its way. */
function groupAttempts(attempts: readonly Attempt[], { windows }: PageContext): Map<number, Attempt[]> {
  const groups = new Map<number, Attempt[]>()
  for (const attempt of attempts) {
    const index = restartOf(attempt, windows)
    if (index === undefined || !(isFailure(attempt.outcome) || attempt.retried !== undefined)) continue
    const group = groups.get(index)
    if (group) group.push(attempt)
    else groups.set(index, [attempt])
  }
  return groups
}
