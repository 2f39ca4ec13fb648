import type { History, ScenarioHistory } from '../model/history.ts'
import { renderDocument } from '../report/html/document.ts'
import type { Block } from '../text/document.ts'
import { printAsHtml } from '../text/html.ts'
import { html } from '../text/markup.ts'
import { countOf } from '../text/numbers.ts'
import { renderTrend } from './chart.ts'
import { historySections } from './history-document.ts'

/** history.html: an availability report that can be passed on. */
export function renderHistoryHtml(history: History): string {
  const { scenarios } = history
  const worse = scenarios.some(({ trend }) => trend?.status === 'worse')
  const failed = scenarios.some(({ runs }) => runs.at(-1)?.status === 'fail')
  const runs = scenarios.reduce((sum, one) => sum + one.runs.length, 0)
  return renderDocument({
    title: 'hitless: availability over time',
    tone:
      worse || failed
        ? 'fail'
        : scenarios.every(({ runs: all }) => all.at(-1)?.status === 'pass')
          ? 'pass'
          : 'inconclusive',
    body: html`<header class="verdict"><div class="wrap">
<p class="run"><b>hitless</b> <span>${countOf(runs, 'run')}</span></p>
<div class="answer"><div><h1>Availability over time</h1><p class="lead">${countOf(scenarios.length, 'scenario')}, ${countOf(runs, 'run')}.</p></div></div>
</div></header>
<main><div class="wrap">
${printAsHtml(historySections(history, draw))}
</div></main>`,
  })
}

function draw(scenario: ScenarioHistory): Block[] {
  return scenario.runs.length > 1 ? [{ type: 'figure', markup: renderTrend(scenario) }] : []
}
