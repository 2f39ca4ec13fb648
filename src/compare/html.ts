import type { Comparison, Strategy } from '../model/comparison.ts'
import { createAxis } from '../report/html/chart/axis.ts'
import { renderChart } from '../report/html/chart/chart.ts'
import { renderDocument } from '../report/html/document.ts'
import { clean } from '../text/clean.ts'
import { type ReadColumn, tableOf } from '../text/document.ts'
import { printAsHtml, printHtmlTable } from '../text/html.ts'
import { html, type Markup, prose } from '../text/markup.ts'
import { formatDuration } from '../text/numbers.ts'
import { comparisonSections } from './comparison-document.ts'
import { describeBaselineDifference, statusOf } from './difference-sentences.ts'
import { strategyLane } from './lane.ts'

/** comparison.html: what became worse, the ranking in words, the table, and the runs above each other from their first restarts on. */
export function renderComparisonHtml(comparison: Comparison): string {
  const { strategies, baseline } = comparison
  const tone = baseline === null ? 'inconclusive' : statusOf(baseline)
  const title =
    strategies.length === 1 ? clean(strategies[0]?.name ?? '', 120) : `${strategies.length} restart strategies`
  return renderDocument({
    title: `hitless: ${title}`,
    tone,
    body: html`<header class="verdict"><div class="wrap">
<p class="run"><b>hitless</b> <span>comparison</span></p>
<div class="answer"><div><h1>${title}</h1><p class="lead">${leadOf(comparison)}</p></div></div>
</div></header>
<main><div class="wrap">
${printAsHtml(comparisonSections(comparison, [{ type: 'figure', markup: renderTimelines(strategies) }]))}
</div></main>`,
  })
}

function leadOf(comparison: Comparison): string {
  if (comparison.baseline !== null) return prose(describeBaselineDifference(comparison)[0] ?? '')
  const [best] = comparison.strategies
  if (best === undefined || best.rank === null) return 'No restart was observed.'
  const tied = comparison.strategies.filter(({ rank }) => rank === best.rank).length
  return tied > 1 ? `${tied} of them tie for the fewest losses.` : prose(`${clean(best.name, 120)} lost the least.`)
}

/** Aligned at their first restarts, so that what each one did to its users can be seen side by side. */
function renderTimelines(strategies: readonly Strategy[]): Markup {
  const drawn = strategies.filter(({ timeline }) => timeline.ok.length > 0)
  const ends = drawn.map(({ timeline }) => timeline.from + timeline.ok.length * timeline.columnMs)
  const axis = createAxis(Math.min(0, ...drawn.map(({ timeline }) => timeline.from)), Math.max(1, ...ends))
  return renderChart({
    id: 'strategies',
    title: 'What succeeded, and what failed',
    caption:
      'Grey: requests that succeeded, scaled to the maximum of each strategy. Red: requests that failed, visible from one on. Shaded: from the start of a restart. 0 is the first restart of each.',
    axis,
    windows: [],
    lanes: drawn.map((strategy) => strategyLane(strategy, axis)),
    table: { name: 'The restarts as a table', content: renderRestarts(drawn) },
  })
}

function renderRestarts(strategies: readonly Strategy[]): Markup {
  const columns: readonly ReadColumn<Strategy>[] = [
    { title: 'Strategy', read: ({ name }) => clean(name, 60) },
    {
      title: 'restarts began, after the first',
      words: true,
      read: ({ timeline }) => timeline.restarts.map(formatDuration).join(', '),
    },
    { title: 'failures in columns of', read: ({ timeline }) => formatDuration(timeline.columnMs) },
  ]
  return printHtmlTable(tableOf(columns, strategies, { name: 'When each restart began' }))
}
