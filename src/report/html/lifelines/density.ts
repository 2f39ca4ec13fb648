import { stack } from 'd3-shape'
import { LIFELINE_ENDS, type LifelineEnd } from '../../../model/lifeline.ts'
import { html } from '../../../text/markup.ts'
import { countOf, formatCount } from '../../../text/numbers.ts'
import type { TimeAxis } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import { bars, path, type Span, stepArea } from '../chart/shapes.ts'
import { colourOf } from '../generations.ts'
import { describeKind, type LifelineSpan } from './lines.ts'

const HEIGHT = 90
const ENDS_HEIGHT = 18
const LEAST = 4
/** Across the whole width. */
const COLUMNS = 500

/** How many connections were open and which generation served them, and below it when how many of them ended, and how. */
export function densityLanes(kind: string, lines: readonly LifelineSpan[], axis: TimeAxis): Lane[] {
  const columns = cutColumns(axis)
  const ends = LIFELINE_ENDS.filter((end) => end !== 'kept' && lines.some(({ lifeline }) => lifeline.end === end))
  return [openLane(kind, lines, axis, columns), ...ends.map((end) => endsLane(end, lines, axis, columns))]
}

function cutColumns({ from, to }: TimeAxis): Span[] {
  const width = (to - from) / COLUMNS
  return Array.from({ length: COLUMNS }, (_, i) => ({ t: from + i * width, to: from + (i + 1) * width }))
}

function columnOf({ from, to }: TimeAxis, t: number): number {
  return Math.min(COLUMNS - 1, Math.max(0, Math.floor(((t - from) / (to - from)) * COLUMNS)))
}

function openLane(kind: string, lines: readonly LifelineSpan[], axis: TimeAxis, columns: readonly Span[]): Lane {
  const open = countOpen(lines, axis)
  const numbers = [...open.keys()].toSorted((a, b) => (a ?? 0) - (b ?? 0))
  const totals = columns.map((_, i) => numbers.reduce((sum: number, number) => sum + (open.get(number)?.[i] ?? 0), 0))
  const most = Math.max(1, ...totals)
  const layers = stack<number, number | undefined>()
    .keys(numbers)
    .value((i, number) => open.get(number)?.[i] ?? 0)(columns.map((_, i) => i))
  const place = (count: number) => HEIGHT * (1 - count / most)
  return {
    ...describeKind(kind, lines),
    height: HEIGHT,
    kind: 'density',
    shapes: layers.map((layer) => {
      const steps = layer.map(([low, high], i) => ({
        t: columns[i]?.t ?? 0,
        to: columns[i]?.to ?? 0,
        low: place(low),
        high: place(high),
      }))
      return path(`share ${colourOf(layer.key)}`, stepArea(axis, steps))
    }),
    marks: html`<text class="scale" x="100%" dx="-4" y="12">${formatCount(most)} open</text>`,
  }
}

/** Connections of each generation that were open at any moment of each column. */
function countOpen(lines: readonly LifelineSpan[], axis: TimeAxis): Map<number | undefined, number[]> {
  const counts = new Map<number | undefined, number[]>()
  for (const { number, t, to } of lines) {
    const own = counts.get(number) ?? Array.from({ length: COLUMNS }, () => 0)
    counts.set(number, own)
    for (let i = columnOf(axis, t); i <= columnOf(axis, to); i += 1) own[i] = (own[i] ?? 0) + 1
  }
  return counts
}

function endsLane(end: LifelineEnd, lines: readonly LifelineSpan[], axis: TimeAxis, columns: readonly Span[]): Lane {
  const ended = lines.filter(({ lifeline }) => lifeline.end === end)
  const counts = columns.map(() => 0)
  for (const { to } of ended) {
    const i = columnOf(axis, to)
    counts[i] = (counts[i] ?? 0) + 1
  }
  const most = Math.max(1, ...counts)
  const list = columns.flatMap((span, i) => {
    const count = counts[i] ?? 0
    return count === 0 ? [] : [{ ...span, height: LEAST + (ENDS_HEIGHT - 2 - LEAST) * Math.sqrt(count / most) }]
  })
  return {
    label: html`${end} <b>${formatCount(ended.length)}</b>`,
    height: ENDS_HEIGHT,
    kind: end === 'graceful' ? 'ends' : 'failures',
    summary: `${countOf(ended.length, 'connection')} ended ${end}.`,
    shapes: path('bars', bars(axis, ENDS_HEIGHT, list)),
  }
}
