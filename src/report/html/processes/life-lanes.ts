import { type Content, html, type Markup } from '../../../text/markup.ts'
import { percentAt, type TimeAxis } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import { packRows } from '../chart/pack.ts'
import { path, type Span, strokes } from '../chart/shapes.ts'
import { sign } from '../chart/signs.ts'
import { colourOf } from '../generations.ts'

/** With more lives than this, several that came one after the other share a row. */
const ROWS_SHOWN = 24
const HEIGHT = 17
const MIDDLE = HEIGHT / 2

/** A process or a pod as charts show it: thin while it lived, thick while new clients could come to it. */
export interface Life extends Span {
  /** Number of its generation. */
  generation: number
  holds: readonly Span[]
  label: Content
  /** Its life, what it held, and its end in words. */
  title: string
  holding: string
  end?: { t: number; title: string; bad: boolean; word?: string | undefined }
}

/** A row for each life within the time that the chart shows. */
export function lifeLanes(all: readonly Life[], axis: TimeAxis, noun: string): Lane[] {
  const lives = all.filter(({ t, to }) => to > axis.from && t < axis.to)
  const rows = lives.length > ROWS_SHOWN ? packRows(lives) : lives.map((life) => [life])
  return rows.map((row) => ({
    label: row.length === 1 ? row[0]?.label : `${row.length} ${noun}`,
    summary: row
      .slice(0, 5)
      .map(({ title }) => title)
      .join('; '),
    height: HEIGHT,
    kind: 'process',
    shapes: row.map((life) => drawLife(life, axis)),
    marks: row.map((life) => [drawEnd(life, axis), row.length === 1 ? nameEnd(life, axis) : null]),
  }))
}

function drawLife(life: Life, axis: TimeAxis): (Markup | null)[] {
  const colour = colourOf(life.generation)
  const holds = life.holds.filter(({ t, to }) => to > axis.from && t < axis.to)
  const held = strokes(
    axis,
    holds.map((hold) => ({ ...hold, y: MIDDLE })),
  )
  return [
    path(`life ${colour}`, strokes(axis, [{ ...life, y: MIDDLE }]), life.title),
    path(`hold ${colour}`, held, life.holding),
  ]
}

function drawEnd({ end }: Life, axis: TimeAxis): Markup | null {
  if (end === undefined || end.t > axis.to) return null
  return sign(end.bad ? 'killed' : 'exited', percentAt(axis, end.t), MIDDLE, end.title)
}

/** Beside the end what was unusual about it; of a pod that is still drawn, where that ends. */
function nameEnd({ end, to }: Life, axis: TimeAxis): Markup | null {
  if (end?.word === undefined || end.t > axis.to) return null
  const t = to > axis.to ? end.t : to
  // At the right edge there is room on the other side alone.
  const late = t > axis.to - (axis.to - axis.from) * 0.1
  const side = late ? html` dx="-8" text-anchor="end"` : html` dx="7"`
  return html`<text class="end" x="${percentAt(axis, t)}"${side} y="${MIDDLE + 4}">${end.word}</text>`
}
