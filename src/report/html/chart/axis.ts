import { type ScaleLinear, scaleLinear } from 'd3-scale'
import { formatDuration } from '../../../text/numbers.ts'

/** Units of the drawing from the left to the right of every chart; stretched to whatever width the page has. */
export const UNITS = 1000

/** A stretch of time as charts show it, left to right. Times are milliseconds on the run's clock. */
export interface TimeAxis {
  from: number
  to: number
  /** What the ticks count from: 0, or the beginning of a restart. */
  origin: number
  /** Horizontal place in UNITS; times outside are put at the edge. */
  x: ScaleLinear<number, number>
}

export function createAxis(from: number, to: number, origin = 0): TimeAxis {
  const end = Math.max(to, from + 1)
  return { from, to: end, origin, x: scaleLinear([from, end], [0, UNITS]).clamp(true) }
}

/** Where a time is, as a percentage of the width: `43.21%`. */
export function percentAt(axis: TimeAxis, t: number): string {
  return `${round(axis.x(t) / (UNITS / 100))}%`
}

/** How much of the width a stretch of time takes, as a percentage. */
export function percentBetween(axis: TimeAxis, from: number, to: number): string {
  return `${round((axis.x(to) - axis.x(from)) / (UNITS / 100))}%`
}

/** Three decimals: a hundredth of a pixel on a wide screen. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

const UNITS_OF_CLOCKS: [unit: number, counts: number[]][] = [
  [1, [1, 2, 5, 10, 20, 50, 100, 200, 500]],
  [1_000, [1, 2, 5, 10, 15, 30]],
  [60_000, [1, 2, 5, 10, 15, 30]],
  [3_600_000, [1, 2, 3, 6, 12, 24]],
]

/** The steps in which clocks and people count, milliseconds: from one to a day. */
export const CLOCK_STEPS: readonly number[] = UNITS_OF_CLOCKS.flatMap(([unit, counts]) =>
  counts.map((count) => count * unit),
)

/** The shortest step of a clock with which a length of time has at most `most` of them. */
export function clockStep(length: number, most: number): number {
  return CLOCK_STEPS.find((step) => length / step <= most) ?? length / most
}

export interface Tick {
  t: number
  label: string
  /** Left out where there is little room. */
  minor: boolean
}

const TICKS = 12

/** The times at which the axis is labelled. */
export function listTicks({ from, to, origin }: TimeAxis): Tick[] {
  const step = clockStep(to - from, TICKS)
  const first = Math.ceil((from - origin) / step)
  const last = Math.floor((to - origin) / step)
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const offset = (first + i) * step
    return { t: origin + offset, label: labelTick(offset, origin !== 0), minor: (first + i) % 3 !== 0 }
  })
  // One at the very end would have its label beside the chart.
  return ticks.filter(({ t }) => t <= to - (to - from) * 0.04)
}

/** Near a restart, times are given as before or after it. */
function labelTick(offset: number, signed: boolean): string {
  if (offset === 0) return '0'
  const sign = offset < 0 ? '−' : signed ? '+' : ''
  return sign + formatDuration(Math.abs(offset))
}
