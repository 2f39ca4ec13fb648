import type { ProcessLife } from '../../../model/process.ts'
import { formatDuration } from '../../numbers.ts'
import { percentAt, type TimeAxis } from '../chart/axis.ts'
import { path, type Span, strokes } from '../chart/shapes.ts'
import { sign } from '../chart/signs.ts'
import { colourOf, type Generations } from '../generations.ts'
import { html, type Markup } from '../markup.ts'
import { describeEnd, describeLife } from './words.ts'

export const HEIGHT = 17
const MIDDLE = HEIGHT / 2

/** A process as charts show it, and when it held a listening socket. */
export interface Life extends ProcessLife, Span {
  holds: readonly Span[]
}

export function drawLife(life: Life, axis: TimeAxis, generations: Generations): (Markup | null)[] {
  const colour = colourOf(generations.ofRestart(life.bornIn))
  const holds = life.holds.filter(({ t, to }) => to > axis.from && t < axis.to)
  const held = strokes(
    axis,
    holds.map((hold) => ({ ...hold, y: MIDDLE })),
  )
  return [
    path(`life ${colour}`, strokes(axis, [{ ...life, y: MIDDLE }]), describeLife(life)),
    path(`hold ${colour}`, held, `${life.pid} held a listening socket`),
  ]
}

export function drawEnd(life: Life, axis: TimeAxis): Markup | null {
  if (life.ended === undefined || life.ended > axis.to) return null
  const bad = life.signal !== undefined || (life.code ?? 0) !== 0
  const title = `${formatDuration(life.ended)}: ${describeEnd(life)}`
  return sign(bad ? 'killed' : 'exited', percentAt(axis, life.ended), MIDDLE, title)
}

/** Beside the end of a process what was unusual about it: the signal, or an exit code other than 0. */
export function nameEnd({ ended, signal, code }: Life, axis: TimeAxis): Markup | null {
  const word = signal ?? (code === undefined || code === 0 ? undefined : `exit ${code}`)
  if (ended === undefined || ended > axis.to || word === undefined) return null
  // At the right edge there is room on the other side alone.
  const late = ended > axis.to - (axis.to - axis.from) * 0.1
  const side = late ? html` dx="-8" text-anchor="end"` : html` dx="7"`
  return html`<text class="end" x="${percentAt(axis, ended)}"${side} y="${MIDDLE + 4}">${word}</text>`
}
