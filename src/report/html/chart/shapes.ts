import { area, curveStepAfter, line } from 'd3-shape'
import { html, type Markup, raw } from '../../../text/markup.ts'
import { round, type TimeAxis } from './axis.ts'

/** What is true from `t` to `to`, in milliseconds on the run's clock. */
export interface Span {
  t: number
  to: number
}

/** What a series is for a while. Vertical places count down from the top, in pixels. */
export interface Step extends Span {
  low: number
  high: number
}

/** The area between `low` and `high` of each step, as the data of a path; interrupted where no step tells. */
export function stepArea(axis: TimeAxis, steps: readonly Step[]): string {
  const draw = area<Point | null>()
    .defined((point) => point !== null)
    .x((point) => axis.x(point?.t ?? 0))
    .y0((point) => point?.low ?? 0)
    .y1((point) => point?.high ?? 0)
    .curve(curveStepAfter)
    .digits(2)
  return draw(listPoints(steps)) ?? ''
}

/** The upper edge of each step, as the data of a path. */
export function stepLine(axis: TimeAxis, steps: readonly Step[]): string {
  const draw = line<Point | null>()
    .defined((point) => point !== null)
    .x((point) => axis.x(point?.t ?? 0))
    .y((point) => point?.high ?? 0)
    .curve(curveStepAfter)
    .digits(2)
  return draw(listPoints(steps)) ?? ''
}

type Point = Omit<Step, 'to'>

/** The corners of the steps: one where a value changes, one where a run of them ends, and null in the gap behind it. */
function listPoints(steps: readonly Step[]): (Point | null)[] {
  return steps.flatMap((step, i) => {
    const [before, after] = [steps[i - 1], steps[i + 1]]
    const begins = before === undefined || before.to !== step.t
    const changes = begins || before.low !== step.low || before.high !== step.high
    const ends = after === undefined || after.t !== step.to
    return [...(changes ? [step] : []), ...(ends ? [{ ...step, t: step.to }, null] : [])]
  })
}

/** Bars that stand on `base`, each `height` pixels high and as wide as its time. */
export function bars(axis: TimeAxis, base: number, list: readonly (Span & { height: number })[]): string {
  return list
    .map(({ t, to, height }) => {
      const [from, end] = [round(axis.x(t)), round(axis.x(to))]
      return `M${from} ${base}V${round(base - height)}H${end}V${base}`
    })
    .join('')
}

/** Horizontal strokes, each at its own height. */
export function strokes(axis: TimeAxis, list: readonly (Span & { y: number })[]): string {
  return list.map(({ t, to, y }) => `M${round(axis.x(t))} ${round(y)}H${round(axis.x(to))}`).join('')
}

/** Points: strokes without length, which round caps make dots of, however far the drawing is stretched. */
export function dots(axis: TimeAxis, list: readonly { t: number; y: number }[]): string {
  return list.map(({ t, y }) => `M${round(axis.x(t))} ${round(y)}h0`).join('')
}

/** A path of a class; nothing where there is nothing to draw. */
export function path(name: string, data: string, title?: string): Markup | null {
  if (data === '') return null
  return title === undefined
    ? html`<path class="${name}" d="${raw(data)}"/>`
    : html`<path class="${name}" d="${raw(data)}"><title>${title}</title></path>`
}
