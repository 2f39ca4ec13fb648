import type { History, HistoryRun, ScenarioHistory } from '../model/history.ts'
import { renderDocument } from '../report/html/document.ts'
import { renderSection } from '../report/html/section.ts'
import { badCount, renderTable } from '../report/html/table.ts'
import { clean } from '../text/clean.ts'
import { html, type Markup, prose } from '../text/markup.ts'
import { countOf } from '../text/numbers.ts'
import { renderTrend } from './chart.ts'
import { describeHistory, LABEL_COLUMNS, RUN_COLUMNS } from './words.ts'

/** history.html: an availability report that can be handed to somebody else. */
export function renderHistoryHtml({ scenarios, unread }: History): string {
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
${scenarios.map(renderScenario)}
${unread.length === 0 ? null : renderSection('unread', 'Not read', html`<ul class="plain">${unread.map((line) => html`<li>${clean(line, 400)}</li>`)}</ul>`)}
</div></main>`,
  })
}

function renderScenario(scenario: ScenarioHistory, index: number): Markup {
  const { name, labels, runs } = scenario
  const facts = describeHistory(scenario).map((line) => html`<li>${prose(line)}</li>`)
  return renderSection(
    `scenario-${index + 1}`,
    clean(name, 120),
    html`<ul class="plain">${facts}</ul>
${runs.length > 1 ? renderTrend(scenario) : null}
${labels.length > 1 ? renderTable({ name: `${clean(name, 60)} by label`, ...tableOf(LABEL_COLUMNS, labels) }) : null}
${renderTable({ name: `Runs of ${clean(name, 60)}`, ...tableOf(RUN_COLUMNS, runs.toReversed()) })}`,
  )
}

function tableOf<Row extends Pick<HistoryRun, 'failures'>>(
  columns: readonly { title: string; read(row: Row): string }[],
  rows: readonly Row[],
) {
  return {
    columns: columns.map(({ title }, i) => ({ title, number: i > 1 })),
    rows: rows.map((row) =>
      columns.map(({ title, read }) => (title === 'lost' ? badCount(row.failures, read(row)) : prose(read(row)))),
    ),
  }
}
