import type { Markup } from '../../../text/markup.ts'
import { percentAt, type TimeAxis } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import { packRows } from '../chart/pack.ts'
import { path, strokes } from '../chart/shapes.ts'
import { sign } from '../chart/signs.ts'
import { colourOf } from '../generations.ts'
import { densityLanes } from './density.ts'
import { describeKind, type LifelineSpan } from './lines.ts'

/** More rows, or more connections, than this are no longer distinguishable. */
const ROWS_SHOWN = 120
const LINES_SHOWN = 1500
const TALLEST = 320

/** A row for each connection and those that took its place, one lane for each kind; with thousands of them, how dense they were. */
export function lifelineLanes(lines: readonly LifelineSpan[], axis: TimeAxis): Lane[] {
  const within = lines.filter(({ t, to }) => to > axis.from && t < axis.to)
  const kinds = [...new Set(within.map(({ lifeline }) => lifeline.kind))]
  return kinds.flatMap((kind) =>
    kindLanes(
      kind,
      within.filter(({ lifeline }) => lifeline.kind === kind),
      axis,
    ),
  )
}

function kindLanes(kind: string, lines: readonly LifelineSpan[], axis: TimeAxis): Lane[] {
  const rows = packRows(lines)
  if (rows.length > ROWS_SHOWN || lines.length > LINES_SHOWN) return densityLanes(kind, lines, axis)
  const pitch = Math.min(10, Math.max(4, Math.floor(TALLEST / rows.length)))
  const placed = rows.flatMap((row, i) => row.map((line) => ({ ...line, y: (i + 0.5) * pitch + 2 })))
  return [
    {
      ...describeKind(kind, lines),
      height: rows.length * pitch + 4,
      kind: pitch < 7 ? 'lifelines dense' : 'lifelines',
      shapes: drawLines(placed, axis),
      marks: placed.map((line) => drawEnd(line, axis)),
    },
  ]
}

/** One path for each generation: thousands of connections in a few elements. */
function drawLines(lines: readonly (LifelineSpan & { y: number })[], axis: TimeAxis): (Markup | null)[] {
  const numbers = [...new Set(lines.map(({ number }) => number))]
  return numbers.map((number) =>
    path(
      `line ${colourOf(number)}`,
      strokes(
        axis,
        lines.filter((line) => line.number === number),
      ),
    ),
  )
}

/** One that was kept to the end of what the chart shows needs no sign there. */
function drawEnd({ lifeline, to, y }: LifelineSpan & { y: number }, axis: TimeAxis): Markup | null {
  return to > axis.to ? null : sign(lifeline.end, percentAt(axis, to), y)
}
