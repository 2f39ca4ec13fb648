import type { GuaranteeReport, Report } from '../../model/report.ts'
import type { GuaranteeId } from '../../model/verdict.ts'
import { html, inline, type Markup } from '../../text/markup.ts'

const MEANINGS: Record<GuaranteeId, string> = {
  'no-refusals': 'No new connection is refused',
  'no-losses': 'No request in flight is lost',
  'connections-kept': 'Long-lived connections stay open, or end with notice',
  replaced: 'The new generation serves and the old one goes',
  takeover: 'New connections reach the new generation',
  responsive: 'The service keeps answering in time',
}

const STATES = { held: 'held', broken: 'broken', 'not-observed': 'not observed' } as const

/** The six guarantees of a hot restart; those that the scenario requires decide over the verdict. */
export function renderGuarantees({ guarantees }: Report): Markup {
  return html`<section id="guarantees" aria-labelledby="guarantees-title"><h2 id="guarantees-title">Guarantees</h2>
<ul class="guarantees">${guarantees.map(renderGuarantee)}</ul></section>
`
}

function renderGuarantee(guarantee: GuaranteeReport): Markup {
  const { id, status, evidence, required } = guarantee
  return html`<li class="${lookOf(guarantee)}"><h3><span class="mark" aria-hidden="true">${markOf(guarantee)}</span>${MEANINGS[id]}</h3>
<p class="state"><code>${id}</code> <b>${STATES[status]}</b>${required ? html` <span class="required">required</span>` : null}</p><p>${inline(evidence, 400)}</p></li>
`
}

/** As on a terminal: what is not required and did not hold is worth knowing, but it is not what a verdict rests on. */
function lookOf({ status, required }: GuaranteeReport): string {
  if (status === 'held') return 'held'
  return status === 'broken' && required ? 'broken' : 'doubtful'
}

function markOf({ status, required }: GuaranteeReport): string {
  if (status === 'held') return '✓'
  if (status === 'not-observed') return '?'
  return required ? '✗' : '!'
}
