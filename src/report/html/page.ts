import { createHash } from 'node:crypto'
import type { Report } from '../../model/report.ts'
import { clean } from '../text.ts'
import { STATUS_WORDS } from '../words.ts'
import { defineSigns } from './chart/signs.ts'
import { renderFindings } from './findings.ts'
import { renderGuarantees } from './guarantees.ts'
import { renderAnswer, renderEvidence } from './head/verdict.ts'
import { html, type Markup, print, raw } from './markup.ts'
import { type Account, type Scene, setScene } from './scene.ts'
import { SCRIPT } from './script.ts'
import { renderFailureSection } from './sections/failures.ts'
import { renderLifelineSection } from './sections/lifelines.ts'
import { renderProcessSection } from './sections/processes.ts'
import { renderRestartSection } from './sections/restarts.ts'
import { section } from './sections/section.ts'
import { renderTimelineSection } from './sections/timeline.ts'
import { STYLE } from './style/style.ts'
import { renderEnvironment } from './tables/environment.ts'
import { renderTraffic } from './tables/traffic.ts'

/**
 * report.html: one file that needs nothing else, for people. Everything is drawn here, so that it can be read without a script; the
 * script only adds a closer look. Pure: the same ledger always gives the same page.
 */
export function renderHtml(report: Report, account: Account): string {
  const scene = setScene(report, account)
  return print(html`<!doctype html>
<html lang="en">
${renderHead(report)}
<body class="${report.verdict.status}">
${defineSigns()}
${renderAnswer(report)}
<main>
${renderEvidence(scene)}
<div class="wrap">
${renderGuarantees(report)}
${renderFindings(report)}
${listSections(scene)}
</div>
</main>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`)
}

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

const MARKS = { pass: '✓', fail: '✗', inconclusive: '?' } as const

/** The policy lets nothing in from outside, and runs this page's own script alone (CSP Level 3). */
function renderHead({ scenario, verdict }: Report): Markup {
  const digest = createHash('sha256').update(SCRIPT).digest('base64')
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${digest}'; img-src data:; base-uri 'none'; form-action 'none'`
  const title = `${MARKS[verdict.status]} ${STATUS_WORDS[verdict.status]}: ${clean(scenario.name, 120)}`
  return html`<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="${raw(iconOf(verdict.status))}">
<style>${raw(STYLE)}</style>
</head>`
}

const COLOURS = { pass: '%230b6b4f', fail: '%23c4162a', inconclusive: '%238a5a00' } as const
const SHAPES = {
  pass: "%3Ccircle cx='8' cy='8' r='8'/%3E",
  fail: "%3Cpath d='M5 0h6l5 5v6l-5 5H5L0 11V5z'/%3E",
  inconclusive: "%3Cpath d='M8 0l8 15H0z'/%3E",
} as const

/** Tells the verdict from a row of browser tabs. */
function iconOf(status: Report['verdict']['status']): string {
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='${COLOURS[status]}'%3E${SHAPES[status]}%3C/svg%3E`
}
