import { type ScaleLogarithmic, scaleLog } from 'd3-scale'
import type { Comparison, Strategy } from '../model/comparison.ts'
import { readTokens } from '../report/html/assets.ts'
import { round } from '../report/html/chart/axis.ts'
import { clean } from '../text/clean.ts'
import { html, type Markup, print, raw } from '../text/markup.ts'
import { describeOutage } from '../text/sentences.ts'
import { formatLoss } from './difference-sentences.ts'

/** Columns of the picture, in its own units: where each begins, and how wide the drawing in it is. */
const NAMES = { x: 12 }
const LOSS = { x: 350, width: 276 }
const RESTARTS = { x: 662, width: 92 }
const LIFELINES = { x: 836, width: 92 }
const OUTAGE = { x: 950 }
const WIDTH = 1024
const HEAD = 64
const ROW = 24
const BAR = 9

/** The axis is one of orders of magnitude, where none has a place of its own left of the smallest measurable value. */
const LEAST = 1e-5
const NONE = LOSS.x
const TICKS = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]

const STYLE = `
.paper{fill:var(--paper)}text{font:12px var(--sans);fill:var(--ink);font-variant-numeric:tabular-nums}
.head{font-weight:650}.note,.tick{font-size:10.5px;fill:var(--muted)}.tick{text-anchor:middle}
.rule{stroke:var(--rule)}.row{stroke:var(--rule);stroke-width:.6}.step{stroke:var(--ok);stroke-width:2}
.strict{fill:var(--paper);stroke:var(--bad);stroke-width:1.8}.retrying{fill:var(--bad)}
.none.strict{stroke:var(--good)}.none.retrying{fill:var(--good)}
.track{fill:var(--code)}.some{fill:var(--bad)}.hidden{fill:var(--bad);fill-opacity:.35}
.kept{fill:var(--good);fill-opacity:.55}.graceful{fill:var(--g1)}.cut{fill:var(--bad)}`

/**
 * comparison.svg: a row for each strategy with what its users lost, on one glance. It stands by itself, for a README or a talk, and
 * follows the colour scheme of its reader.
 */
export function renderComparisonPicture({ strategies }: Comparison): string {
  const height = HEAD + strategies.length * ROW + 14
  const scale = scaleLog([LEAST, 1], [NONE + 50, LOSS.x + LOSS.width])
  const picture = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Cost of restarts to users, by strategy">
<style>${raw(readTokens() + STYLE)}</style>
<rect class="paper" width="${WIDTH}" height="${height}" rx="8"/>
${drawHead(scale, height)}
${strategies.map((strategy, i) => drawRow(strategy, HEAD + i * ROW, scale))}
</svg>`
  return `${print(picture)}\n`
}

function drawHead(scale: ScaleLogarithmic<number, number>, height: number): Markup {
  const ticks = [{ x: NONE, label: 'none' }, ...TICKS.map((share) => ({ x: scale(share), label: formatLoss(share) }))]
  return html`<text class="head" x="${LOSS.x - 6}" y="18">Requests lost while restarting</text>
<text class="note" x="${LOSS.x - 6}" y="32">○ strict clients  ● retrying clients</text>
<text class="head" x="${RESTARTS.x}" y="18">Restarts with loss</text>
<text class="note" x="${RESTARTS.x}" y="32">solid: despite retries</text>
<text class="head" x="${LIFELINES.x}" y="18">Long-lived</text>
<text class="note" x="${LIFELINES.x}" y="32">kept / graceful / cut</text>
<text class="head" x="${OUTAGE.x}" y="18">Outage</text><text class="note" x="${OUTAGE.x}" y="32">longest</text>
${ticks.map(({ x, label }) => html`<line class="rule" x1="${round(x)}" x2="${round(x)}" y1="${HEAD - 8}" y2="${height - 12}"/><text class="tick" x="${round(x)}" y="${HEAD - 13}">${label}</text>`)}`
}

function drawRow(strategy: Strategy, y: number, scale: ScaleLogarithmic<number, number>): Markup {
  const middle = y + ROW / 2
  const { outage } = strategy.metrics
  return html`<g><title>${clean(strategy.name, 120)}</title><line class="row" x1="8" x2="${WIDTH - 8}" y1="${y}" y2="${y}"/>
<text x="${NAMES.x}" y="${middle + 4}">${clean(strategy.name, 58)}</text>
${strategy.restarts.observed === 0 ? html`<text class="note" x="${LOSS.x}" y="${middle + 4}">no restart was observed</text>` : drawStrategy(strategy, middle, scale)}
<text class="note" x="${OUTAGE.x}" y="${middle + 4}">${describeOutage(outage.max, strategy.strict.withLoss > 0)}</text></g>`
}

function drawStrategy(strategy: Strategy, middle: number, scale: ScaleLogarithmic<number, number>): Markup {
  const { losses, 'losses-retrying': afterRetries } = strategy.metrics
  const place = (share: number | null) => round(share === null || share === 0 ? NONE : scale(Math.max(share, LEAST)))
  const [strict, retrying] = [place(losses.mean), place(afterRetries.mean)]
  return html`<line class="step" x1="${retrying}" x2="${strict}" y1="${middle}" y2="${middle}"/>
<circle class="strict ${noneOr(losses.mean)}" cx="${strict}" cy="${middle}" r="5"/>
<circle class="retrying ${noneOr(afterRetries.mean)}" cx="${retrying}" cy="${middle}" r="3"/>
${drawRestarts(strategy, middle)}${drawLifelines(strategy, middle)}`
}

function noneOr(share: number | null): string {
  return share === null || share === 0 ? 'none' : 'lossy'
}

function drawRestarts({ restarts: { count }, strict, retrying }: Strategy, middle: number): Markup {
  const bar = { ...RESTARTS, of: count, y: middle - BAR / 2 }
  return html`${drawPart('track', bar, 0, count)}${drawPart('hidden', bar, 0, strict.withLoss)}${drawPart('some', bar, 0, retrying.withLoss)}
<text class="note" x="${RESTARTS.x + RESTARTS.width + 6}" y="${middle + 4}">${strict.withLoss} of ${count}</text>`
}

function drawLifelines({ lifelines: { kept, graceful, cut, stalled } }: Strategy, middle: number): Markup {
  const of = kept + graceful + cut + stalled
  if (of === 0) return html`<text class="note" x="${LIFELINES.x}" y="${middle + 4}">–</text>`
  const bar = { ...LIFELINES, of, y: middle - BAR / 2 }
  return html`${drawPart('kept', bar, 0, kept)}${drawPart('graceful', bar, kept, graceful)}${drawPart('cut', bar, kept + graceful, cut + stalled)}`
}

interface Bar {
  x: number
  y: number
  width: number
  /** What the whole width stands for. */
  of: number
}

function drawPart(name: string, { x, y, width, of }: Bar, from: number, count: number): Markup | null {
  if (count === 0) return null
  const unit = width / of
  return html`<rect class="${name}" x="${round(x + from * unit)}" y="${y}" width="${round(count * unit)}" height="${BAR}"/>`
}
