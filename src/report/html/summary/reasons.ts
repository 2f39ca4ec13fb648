import type { Finding } from '../../../model/finding.ts'
import type { Report } from '../../../model/report.ts'
import type { Reason } from '../../../model/verdict.ts'
import { html, inline, type Markup, prose } from '../../../text/markup.ts'
import { countOf } from '../../../text/numbers.ts'
import { describeRetrying } from '../../sla-sentences.ts'

const CAUSES_SHOWN = 3
/** Those that come first weigh most. */
const REASONS_SHOWN = 4

/** What was found to be at the bottom of a failure, and the numbers that decide. Of other verdicts findings are no reason: they follow. */
export function renderReasons(report: Report): Markup {
  const { findings, verdict } = report
  const causes = findings.length === 0 ? null : renderCauses(findings)
  const retrying = describeRetrying(report)
  const numbers = html`${listReasons(verdict.reasons)}${retrying === '' ? null : html`<p>${prose(retrying)}</p>`}`
  if (causes === null || verdict.status === 'fail') return html`${causes}${numbers}`
  return html`${numbers}<p>Also found:</p>${causes}`
}

function listReasons(reasons: readonly Reason[]): Markup {
  const others = reasons.slice(REASONS_SHOWN)
  const rest = html`<details><summary>${countOf(others.length, 'more reason')}</summary><ul>${others.map(renderReason)}</ul></details>`
  return html`<ul>${reasons.slice(0, REASONS_SHOWN).map(renderReason)}</ul>${others.length === 0 ? null : rest}`
}

function renderReason({ code, message }: Reason): Markup {
  return html`<li>${inline(message, 400)} <code>${code}</code></li>`
}

function renderCauses(findings: readonly Finding[]): Markup {
  const links = findings
    .slice(0, CAUSES_SHOWN)
    .map(({ title }, i) => html`<li><a href="#finding-${i + 1}">${prose(title)}</a></li>`)
  const more = findings.length - links.length
  const rest = more === 0 ? null : html`<li><a href="#findings">${countOf(more, 'more finding')}</a></li>`
  return html`<ol class="causes">${links}${rest}</ol>`
}
