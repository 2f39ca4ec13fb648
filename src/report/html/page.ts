import type { Report } from '../../model/report.ts'
import { clean } from '../../text/clean.ts'
import { html, type Markup } from '../../text/markup.ts'
import { STATUS_WORDS } from '../words.ts'
import { defineSigns } from './chart/signs.ts'
import { renderDocument } from './document.ts'
import { renderFindings } from './findings.ts'
import { renderGuarantees } from './guarantees.ts'
import { renderAnswer, renderEvidence } from './head/verdict.ts'
import { type Account, type Scene, setScene } from './page-context.ts'
import { SCRIPT } from './script.ts'
import { renderFailureSection } from './sections/failures.ts'
import { renderLifelineSection } from './sections/lifelines.ts'
import { renderProcessSection } from './sections/processes.ts'
import { renderRestartSection } from './sections/restarts.ts'
import { section } from './sections/section.ts'
import { renderTimelineSection } from './sections/timeline.ts'
import { renderEnvironment } from './tables/environment.ts'
import { renderTraffic } from './tables/traffic.ts'

/**
 * report.html: one file that needs nothing else, for people. Everything is drawn here, so that it can be read without a script; the
 * script only adds a closer look. Pure: the same ledger always gives the same page.
 */
export function renderHtml(report: Report, account: Account): string {
  const scene = setScene(report, account)
  const { verdict, scenario } = report
  return renderDocument({
    title: `${MARKS[verdict.status]} ${STATUS_WORDS[verdict.status]}: ${clean(scenario.name, 120)}`,
    tone: verdict.status,
    body: html`${defineSigns()}
${renderAnswer(report)}
<main>
${renderEvidence(scene)}
<div class="wrap">
${renderGuarantees(report)}
${renderFindings(report)}
${listSections(scene)}
</div>
</main>`,
    script: SCRIPT,
  })
}

const MARKS = { pass: '✓', fail: '✗', inconclusive: '?' } as const

function listSections(scene: Scene): (Markup | null)[] {
  const { report, account } = scene
  return [
    renderTimelineSection(scene),
    renderProcessSection(scene),
    renderLifelineSection(scene),
    renderRestartSection(scene),
    section('traffic', 'Traffic', renderTraffic(report)),
    renderFailureSection(scene),
    section('environment', 'How this run was made', renderEnvironment(report, account)),
  ]
}
