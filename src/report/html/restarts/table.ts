import { countFailures } from '../../../model/outcome.ts'
import type { Report, RestartReport } from '../../../model/report.ts'
import { badCount, renderTable } from '../../../text/html-table.ts'
import { type Content, html, type Markup } from '../../../text/markup.ts'
import { formatCount, formatMaybe } from '../../../text/numbers.ts'
import { describeOutage } from '../../../text/sentences.ts'
import { describeDrain, describeFates, describeGenerations, describeTakeover } from '../../sla-sentences.ts'

const TITLES = [
  'restart',
  'seen',
  'takeover',
  'drain',
  'outage',
  'settled',
  'requests',
  'lost',
  'p99',
  'lifelines',
  'generation',
]
const WORDS = new Set(['restart', 'seen', 'lifelines', 'generation'])

/** A row for each restart, below one for the time before them, with which they are compared. */
export function renderRestarts({ restarts, baseline }: Report): Markup {
  return renderTable({
    name: 'Restarts one by one',
    columns: TITLES.map((title) => ({ title, number: !WORDS.has(title) })),
    rows: [...(baseline.attempts > 0 ? [baselineCells(baseline)] : []), ...restarts.map(restartCells)],
  })
}

function baselineCells({ attempts, outcomes, latencyMs }: Report['baseline']): Content[] {
  const lost = countFailures(outcomes)
  const served = [formatCount(attempts), badCount(lost, formatCount(lost)), formatMaybe(latencyMs?.p99 ?? null, '–')]
  return ['before', '–', '–', '–', '–', '–', ...served, '–', '–']
}

function restartCells(restart: RestartReport): Content[] {
  const { index, outageMs, settledMs, attempts, outcomes, latencyMs } = restart
  const lost = countFailures(outcomes)
  return [
    html`<a href="#restart-${index}">${index}</a>`,
    describeReplacement(restart),
    describeTakeover(restart),
    describeDrain(restart),
    describeOutage(outageMs, lost > 0),
    formatMaybe(settledMs, 'never'),
    formatCount(attempts),
    badCount(lost, formatCount(lost)),
    formatMaybe(latencyMs?.p99 ?? null, '–'),
    describeFates(restart).replace('lifelines: ', '') || '–',
    describeGenerations(restart),
  ]
}

function describeReplacement({ observed, drained }: RestartReport): Content {
  if (observed && drained) return '✓ replaced'
  return html`<strong class="bad">${observed ? '✗ old one stayed' : '✗ not observed'}</strong>`
}
