import { type ScaleLogarithmic, scaleLog } from 'd3-scale'
import type { TimelineBucket } from '../../../model/report.ts'
import { html, type Markup } from '../../../text/markup.ts'
import { formatDuration } from '../../../text/numbers.ts'
import type { TimeAxis } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import { path, type Span, stepArea, stepLine } from '../chart/shapes.ts'
import { type Slots, stepsOf } from './slots.ts'

const HEIGHT = 84

type Latency = NonNullable<TimelineBucket['latencyMs']>

/** More columns than this are a smear. */
const COLUMNS = 500

type Column = Latency & Span

/** Percentiles of the latency over time, on a logarithmic scale; null where nothing was answered. */
export function latencyLane(slots: Slots): Lane | null {
  const all = listColumns(slots)
  if (all.length === 0) return null
  const worst = Math.max(...all.map(({ max }) => max))
  const y = scaleOf(all, worst)
  return {
    label: html`latency <i class="key p50">p50</i> <i class="key p99">p99</i> <i class="key max">max</i>`,
    note: `at most ${formatDuration(worst)}${describeColumns(slots)}`,
    height: HEIGHT,
    kind: 'latency',
    summary: `Latency over time: median, 99th percentile and longest, at most ${formatDuration(worst)}.`,
    shapes: [rules(y), ...(['max', 'p99', 'p50'] as const).map((name) => drawPercentile(all, slots.axis, y, name))],
    marks: ticksOf(y).map(
      (ms) => html`<text class="scale" x="100%" dx="-4" y="${y(ms) - 3}">${formatDuration(ms)}</text>`,
    ),
  }
}

/** The worst of as many slots at a time as keep the columns distinguishable. */
function listColumns(slots: Slots): Column[] {
  const many = slotsPerColumn(slots)
  const columns: Column[] = []
  for (const { t, to, p50, p99, max } of stepsOf(slots, ({ latencyMs }) => latencyMs)) {
    const column = columns.at(-1)
    const begins = column === undefined || column.to !== t || Math.round((to - column.t) / slots.bucketMs) > many
    if (begins) columns.push({ t, to, p50, p99, max })
    else
      Object.assign(column, {
        to,
        p50: Math.max(column.p50, p50),
        p99: Math.max(column.p99, p99),
        max: Math.max(column.max, max),
      })
  }
  return columns
}

function slotsPerColumn({ buckets }: Slots): number {
  return Math.max(1, Math.ceil(buckets.length / COLUMNS))
}

function describeColumns(slots: Slots): string {
  const many = slotsPerColumn(slots)
  return many === 1 ? '' : `; the worst of each ${formatDuration(many * slots.bucketMs)}`
}

function scaleOf(all: Column[], worst: number): ScaleLogarithmic<number, number> {
  const best = Math.min(...all.map(({ p50 }) => p50))
  const low = Math.max(0.1, 10 ** Math.floor(Math.log10(Math.max(best, 0.1))))
  return scaleLog([low, Math.max(low * 10, worst * 1.1)], [HEIGHT - 1, 4]).clamp(true)
}

/** Whole powers of ten within the scale. */
function ticksOf(y: ScaleLogarithmic<number, number>): number[] {
  const [low = 1, high = 10] = y.domain()
  const first = Math.round(Math.log10(low))
  return Array.from({ length: Math.floor(Math.log10(high)) - first + 1 }, (_, i) => 10 ** (first + i))
}

function rules(y: ScaleLogarithmic<number, number>): Markup | null {
  const lines = ticksOf(y).map((ms) => `M0 ${y(ms).toFixed(1)}H1000`)
  return path('rule', lines.join(''))
}

/** The longest as an area behind the lines of the others. */
function drawPercentile(
  columns: readonly Column[],
  axis: TimeAxis,
  y: ScaleLogarithmic<number, number>,
  name: keyof Latency,
): Markup | null {
  const steps = columns.map((column) => ({ t: column.t, to: column.to, low: HEIGHT, high: y(column[name]) }))
  return path(name, name === 'max' ? stepArea(axis, steps) : stepLine(axis, steps))
}
