import type { Report, SlaResult } from '../../../model/report.ts'
import { type Content, html, type Markup, prose } from '../../../text/markup.ts'
import { formatShare } from '../../../text/numbers.ts'
import { describeStrain } from '../../harness-health.ts'
import { describeLossyRestarts, standingOf } from '../../sla-sentences.ts'
import { round } from '../chart/axis.ts'

/** The bound, and what is to be known of the load generator where numbers look odd. */
export function renderConfidence(report: Report): Content {
  const gauge = renderGauge(report) ?? html`<p>No request was counted, so there is no result.</p>`
  const strain = describeStrain(report)
  if (strain.length === 0) return gauge
  return html`${gauge}<p class="strain"><a href="#environment">Load generator</a>: ${prose(strain.join(' '))}</p>`
}

/**
 * Availability on a scale of nines: 90%, 99%, 99.9% … are equally far apart. What was observed, the target, and what is
 * proven with the scenario's confidence.
 */
export function renderGauge(report: Pick<Report, 'sla' | 'projection'>): Markup | null {
  const { sla } = report
  const { target, availability, lowerBound, confidence } = sla
  if (availability === null) return null
  const decades = Math.max(4, Math.ceil(round(nines(target))) + 1)
  const place = (share: number) => round(share >= 1 ? 100 : (Math.min(nines(share), decades) / (decades + 1)) * 100)
  const [seen, wanted] = [place(availability), place(target)]
  const proven = lowerBound === null || confidence === null ? null : place(lowerBound)
  const state = LOOKS[standingOf(sla) ?? 'open']
  return html`<figure class="gauge ${state}" aria-label="Availability on a scale of nines">
<svg role="img" aria-label="${describe(sla)}" width="100%" height="64">
<rect class="track" x="0" y="31" width="100%" height="6"/>
${proven === null ? null : html`<rect class="proven" x="${proven}%" y="31" width="${round(seen - proven)}%" height="6"/><rect class="bound" x="${proven}%" y="26" width="2" height="16"/>`}
<rect class="wanted" x="${wanted}%" y="18" width="2" height="28"/>
<text class="wanted" x="${wanted}%" y="12" text-anchor="${anchorAt(wanted)}">target ${formatShare(target)}</text>
<circle class="seen" cx="${seen}%" cy="34" r="7"/>
${listTicks(decades).map((share, i) => html`<text class="${i % 2 === 1 && share < 1 ? 'minor' : ''}" x="${place(share)}%" y="60" text-anchor="${share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}">${formatShare(share)}</text>`)}
</svg>
<figcaption>${describeKey(sla, describeLossyRestarts(report))}</figcaption>
</figure>`
}

const LOOKS = { met: 'above', missed: 'below', open: 'open' } as const

function nines(share: number): number {
  return -Math.log10(Math.max(1e-12, 1 - share))
}

function listTicks(decades: number): number[] {
  return [...Array.from({ length: decades + 1 }, (_, i) => 1 - 10 ** -i), 1]
}

/** So that the words stay within the drawing. */
function anchorAt(percent: number): string {
  if (percent < 15) return 'start'
  return percent > 85 ? 'end' : 'middle'
}

function describe({ availability, target, lowerBound }: SlaResult): string {
  const seen = availability === null ? '' : `${formatShare(availability)} observed, `
  return `${seen}target ${formatShare(target)}${lowerBound === null ? '' : `, at least ${formatShare(lowerBound)} proven`}`
}

function describeKey({ availability, lowerBound, confidence }: SlaResult, lossy: string): Markup {
  const proven =
    lowerBound === null || confidence === null
      ? null
      : html`<span><i class="key bound"></i>at least <b>${formatShare(lowerBound)}</b> at ${formatShare(confidence)} confidence if requests fail independently</span>`
  return html`<span><i class="key seen"></i><b>${availability === null ? '–' : formatShare(availability)}</b> observed</span>${proven}${lossy === '' ? null : html`<span>${lossy}</span>`}`
}
