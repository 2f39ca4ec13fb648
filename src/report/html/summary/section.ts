import type { Report } from '../../../model/report.ts'
import type { VerdictStatus } from '../../../model/verdict.ts'
import { clean } from '../../../text/clean.ts'
import { type Content, html, type Markup, prose, raw } from '../../../text/markup.ts'
import { formatDuration } from '../../../text/numbers.ts'
import { describeTested } from '../../report-document.ts'
import { describeExpectation, describeHitless, describeSla, STATUS_WORDS } from '../../sla-sentences.ts'
import type { PageContext } from '../page-context.ts'
import { renderFigures } from './figures.ts'
import { renderConfidence } from './gauge.ts'
import { renderOverviewChart } from './overview-chart.ts'
import { renderReasons } from './reasons.ts'
import { renderSubject } from './subject.ts'

/** Told apart by their outlines alone. */
const ICONS: Record<VerdictStatus, string> = {
  pass: '<circle cx="24" cy="24" r="22"/><path d="M14 25l7 7 14-15"/>',
  fail: '<path class="plate" d="M15 2h18l13 13v18L33 46H15L2 33V15Z"/><path d="M16 16l16 16M32 16L16 32"/>',
  inconclusive: '<path class="plate" d="M24 2L46 42H2Z"/><path d="M24 17v12M24 34.5v1.5"/>',
}

/** Why, of what, how sure and when: with the answer above it all of the first screen. */
export function renderEvidence(context: PageContext): Markup {
  const { report, account } = context
  return html`<div class="wrap evidence">
<div>${card('why', 'Why', renderReasons(report))}${card('of-what', 'What was tested', renderSubject(report, account.scenario))}</div>
<div>${card('how-sure', 'Confidence', renderConfidence(report))}${card('when', 'When', renderOverviewChart(context))}${renderFigures(report)}</div>
</div>
`
}

/** The first words: pass or fail, of what, and how much of it. */
export function renderAnswer(report: Report): Markup {
  const { verdict, scenario, run } = report
  const hitless = describeHitless(report)
  const expectation = describeExpectation(report)
  return html`<header class="verdict" id="verdict"><div class="wrap">
<p class="run"><b>hitless</b> <span>${describeRun(run)}</span></p>
<div class="answer">
<svg class="icon" viewBox="0 0 48 48" width="72" height="72" aria-hidden="true">${raw(ICONS[verdict.status])}</svg>
<div>
<h1><span class="word">${STATUS_WORDS[verdict.status]}</span> <span class="name">${clean(scenario.name, 160)}</span>${hitless === '' ? null : html` <span class="hitless">${hitless}</span>`}</h1>
<p class="lead"><b>${prose(describeTested(report))}</b> ${prose(describeSla(report))}</p>
${expectation === '' ? null : html`<p class="expected">${expectation}</p>`}
</div></div>
</div></header>`
}

function card(id: string, title: string, content: Content): Markup {
  return html`<section class="card ${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>`
}

function describeRun({ label, startedAt, durationMs, interrupted, complete }: Report['run']): string {
  const state = interrupted ? ', interrupted' : complete ? '' : ', cut off'
  const name = label === null ? '' : `${clean(label, 60)}, `
  return `${name}${startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}, ${formatDuration(durationMs)}${state}`
}
