import type { Report } from '../../model/report.ts'
import { renderSection } from '../../text/html.ts'
import { html, type Markup } from '../../text/markup.ts'
import { describeTitle, STATUS_WORDS } from '../sla-sentences.ts'
import { readScript } from './assets.ts'
import { defineSigns } from './chart/signs.ts'
import { renderDocument } from './document.ts'
import { renderEnvironment } from './environment.ts'
import { renderFailureSection } from './failures/section.ts'
import { renderFindings } from './findings.ts'
import { renderGuarantees } from './guarantees.ts'
import { renderLifelineSection } from './lifelines/section.ts'
import { createPageContext, type LedgerExcerpt, type PageContext } from './page-context.ts'
import { renderProcessSection } from './processes/section.ts'
import { renderRestartSection } from './restarts/section.ts'
import { renderAnswer, renderEvidence } from './summary/section.ts'
import { renderTimelineSection } from './timeline/section.ts'
import { renderAnswers, renderTraffic } from './traffic.ts'

/**
 * report.html: one file that needs nothing else, for people. Everything is drawn here, so that it can be read without a script; the
 * script only adds a closer look. Pure: the same ledger always gives the same page.
 */
export function renderHtml(report: Report, account: LedgerExcerpt): string {
  const context = createPageContext(report, account)
  const { verdict } = report
  return renderDocument({
    title: `${MARKS[verdict.status]} ${STATUS_WORDS[verdict.status]}: ${describeTitle(report)}`,
    tone: verdict.status,
    body: html`${defineSigns()}
${renderAnswer(report)}
<main>
${renderEvidence(context)}
<div class="wrap">
${renderGuarantees(report)}
${renderFindings(report)}
${listSections(context)}
</div>
</main>`,
    script: readScript(),
  })
}

const MARKS = { pass: '✓', fail: '✗', inconclusive: '?' } as const

function listSections(context: PageContext): (Markup | null)[] {
  const { report, account } = context
  return [
    renderTimelineSection(context),
    renderProcessSection(context),
    renderLifelineSection(context),
    renderRestartSection(context),
    renderSection('traffic', 'Traffic', html`${renderTraffic(report)}${renderAnswers(report)}`),
    renderFailureSection(context),
    renderSection('environment', 'How this run was made', renderEnvironment(report, account)),
  ]
}
