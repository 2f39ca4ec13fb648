import type { Report } from '../../../model/report.ts'
import type { Reason } from '../../../model/verdict.ts'
import { countOf } from '../../numbers.ts'
import { describeRetrying } from '../../words.ts'
import { html, inline, type Markup, prose } from '../markup.ts'

const CAUSES_SHOWN = 3
/** Those that come first weigh most. */
const REASONS_SHOWN = 4

/** What was found to be at the bottom of it, and the numbers that decide. */
export function renderWhy(report: Report): Markup {
  const { reasons } = report.verdict
  const [first, others] = [reasons.slice(0, REASONS_SHOWN), reasons.slice(REASONS_SHOWN)]
  const retrying = describeRetrying(report)
  return html`${renderCauses(report)}<ul>${first.map(renderReason)}</ul>
${others.length === 0 ? null : html`<details><summary>${countOf(others.length, 'more reason')}</summary><ul>${others.map(renderReason)}</ul></details>`}
${retrying === '' ? null : html`<p>${prose(retrying)}</p>`}`
}

function renderReason({ code, message }: Reason): Markup {
  return html`<li>${inline(message, 400)} <code>${code}</code></li>`
}

function renderCauses({ findings }: Report): Markup | null {
  if (findings.length === 0) return null
  const links = findings
    .slice(0, CAUSES_SHOWN)
    .map(({ title }, i) => html`<li><a href="#finding-${i + 1}">${prose(title)}</a></li>`)
  const more = findings.length - links.length
  const rest = more === 0 ? null : html`<li><a href="#findings">${countOf(more, 'more finding')}</a></li>`
  return html`<ol class="causes">${links}${rest}</ol>`
}
