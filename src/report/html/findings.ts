import type { Finding } from '../../model/finding.ts'
import type { Report } from '../../model/report.ts'
import { clean } from '../text.ts'
import { html, type Markup } from './markup.ts'

/** Each diagnosed cause with what to do about it. */
export function renderFindings({ findings }: Report): Markup | null {
  if (findings.length === 0) return null
  return html`<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
${findings.map(renderFinding)}</section>
`
}

function renderFinding({ id, title, explanation, evidence, remedy, restarts, references }: Finding): Markup {
  return html`<article class="finding"><h3>${title}</h3>
<p>${clean(explanation, 2000)}</p>
<dl><dt>Seen</dt><dd>${clean(evidence, 2000)}${restarts.length === 0 ? null : html` ${linkRestarts(restarts)}`}</dd>
<dt>Remedy</dt><dd class="remedy">${clean(remedy, 2000)}</dd>
${references.length === 0 ? null : html`<dt>See</dt><dd>${references.join('; ')}</dd>`}</dl>
<p class="id"><code>${id}</code></p></article>
`
}

function linkRestarts(restarts: readonly number[]): Markup {
  const links = restarts.map((index, i) => html`${i === 0 ? '' : ', '}<a href="#restart-${index}">${index}</a>`)
  return html`<span class="where">Restart ${links}</span>`
}
