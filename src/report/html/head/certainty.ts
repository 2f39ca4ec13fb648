import type { Report } from '../../../model/report.ts'
import { type Content, html, prose } from '../../../text/markup.ts'
import { describeStrain } from '../../harness-words.ts'
import { renderGauge } from './gauge.ts'

/** The bound, and whether the harness itself was near a limit that would explain odd numbers. */
export function renderCertainty(report: Report): Content {
  const gauge = renderGauge(report.sla) ?? html`<p>Nothing was counted, so nothing can be said.</p>`
  const strain = describeStrain(report)
  if (strain.length === 0) return gauge
  return html`${gauge}<p class="strain"><a href="#environment">The harness itself</a> was near a limit. ${prose(strain.join(' '))}</p>`
}
