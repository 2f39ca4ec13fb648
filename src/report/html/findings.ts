import type { Finding } from '../../model/finding.ts'
import type { Report } from '../../model/report.ts'
import { html, inline, type Markup, prose } from '../../text/markup.ts'

/** Longer than any sentence of ours; what a target has put into one is cut. */
const LONGEST = 2000

/** Each diagnosed cause with what to do about it. */
export function renderFindings({ findings }: Report): Markup | null {
  if (findings.length === 0) return null
  return html`<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
${findings.map(renderFinding)}</section>
`
}

function renderFinding(finding: Finding, i: number): Markup {
  const { id, title, explanation, evidence, remedy, references } = finding
  return html`<article class="finding" id="finding-${i + 1}"><h3>${prose(title)} <code>${id}</code></h3>
<p>${inline(explanation, LONGEST)}</p>
<dl><dt>Evidence</dt><dd>${inline(evidence, LONGEST)}${linkRestarts(finding)}</dd>
<dt>Remedy</dt><dd class="remedy">${inline(remedy, LONGEST)}</dd>
${references.length === 0 ? null : html`<dt>Further reading</dt><dd>${references.join('; ')}</dd>`}</dl></article>
`
}

function linkRestarts({ restarts }: Finding): Markup | null {
  if (restarts.length === 0) return null
  const links = restarts.map((index, i) => html`${i === 0 ? '' : ', '}<a href="#restart-${index}">${index}</a>`)
  return html` <span class="where">Restart ${links}.</span>`
}
