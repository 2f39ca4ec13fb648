import { countFailures } from '../../../model/outcome.ts'
import type { Report } from '../../../model/report.ts'
import { html, type Markup } from '../../../text/markup.ts'
import { countOf, formatCount } from '../../../text/numbers.ts'
import { UNITS } from '../chart/axis.ts'
import { renderBackdrop, renderTicks } from '../chart/chart.ts'
import { bars, path, stepArea } from '../chart/shapes.ts'
import type { PageContext } from '../page-context.ts'
import { cutSlots, stepsOf } from '../timeline/slots.ts'

const HEIGHT = 46
/** One failure among a million must be seen. */
const LEAST = 8

/** The run at a glance: what was answered, the windows of the restarts, and every slot in which a request failed. */
export function renderOverviewChart(context: PageContext): Markup {
  const { report, axis, generations, windows } = context
  const slots = cutSlots(report.timeline, axis, generations)
  const most = Math.max(1, ...slots.buckets.map(({ outcomes }) => outcomes.ok ?? 0))
  const worst = Math.max(1, ...slots.buckets.map(({ outcomes }) => countFailures(outcomes)))
  const answers = stepsOf(slots, ({ outcomes }) => ({
    low: HEIGHT,
    high: HEIGHT - ((outcomes.ok ?? 0) / most) * (HEIGHT - 6),
  }))
  const failures = stepsOf(slots, ({ outcomes }) => heightOf(countFailures(outcomes), worst))
  const words = describeLosses(report)
  return html`<figure class="glance" aria-label="When">
<div class="lanes" aria-hidden="true">${renderBackdrop(axis, windows)}
<svg class="plot" height="${HEIGHT}"><svg class="shapes" viewBox="0 0 ${UNITS} ${HEIGHT}" height="${HEIGHT}" preserveAspectRatio="none">${path('area', stepArea(axis, answers))}${path('bars', bars(axis, HEIGHT, failures))}</svg></svg>
${renderTicks(axis)}</div>
<figcaption>${words}</figcaption></figure>`
}

/** By the square root, so that one failure is seen beside a thousand. */
function heightOf(count: number, worst: number): { height: number } | null {
  return count === 0 ? null : { height: LEAST + (HEIGHT - LEAST) * Math.sqrt(count / worst) }
}

function describeLosses({ failuresTotal, restarts }: Report): string {
  if (restarts.length === 0) return 'No restart was made.'
  const around = restarts.reduce((sum, { outcomes }) => sum + countFailures(outcomes), 0)
  if (failuresTotal === 0)
    return `Nothing failed, neither during the ${countOf(restarts.length, 'restart')} (shaded) nor outside them.`
  const lossy = restarts.filter(({ outcomes }) => countFailures(outcomes) > 0).length
  return `${formatCount(around)} of ${countOf(failuresTotal, 'failure')} around ${formatCount(lossy)} of ${countOf(restarts.length, 'restart')} (shaded).`
}
