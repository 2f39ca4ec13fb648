import { OUTCOMES } from '../../../model/outcome.ts'
import type { TimelineBucket } from '../../../model/report.ts'
import { html, json, type Markup } from '../../../text/markup.ts'
import { countGenerations } from './generation-shares.ts'
import type { Slots } from './slots.ts'

/** The numbers of each slot, for the script that shows them under the pointer. */
export function renderTooltipData({ buckets, bucketMs, generations }: Slots): Markup {
  const data = {
    from: buckets[0]?.t ?? 0,
    bucketMs,
    outcomes: OUTCOMES,
    slots: buckets.map((bucket) => [
      OUTCOMES.map((outcome) => bucket.outcomes[outcome] ?? 0)
        .join(' ')
        .replace(/( 0)+$/, ''),
      bucket.latencyMs === null ? 0 : [bucket.latencyMs.p50, bucket.latencyMs.p99, bucket.latencyMs.max].map(shorten),
      formatGenerations(bucket, generations),
    ]),
  }
  return html`<script type="application/json" id="tooltip-data">${json(data)}</script>
`
}

function formatGenerations(bucket: TimelineBucket, generations: Slots['generations']): string {
  return [...countGenerations(bucket, generations)].map(([number, count]) => `${number}:${count}`).join(' ')
}

/** To three digits, as the histograms are no finer. */
function shorten(ms: number): number {
  return Number(ms.toPrecision(3))
}
