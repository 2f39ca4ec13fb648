import { stack } from 'd3-shape'
import type { TimelineBucket } from '../../../model/report.ts'
import { html, type Markup } from '../../../text/markup.ts'
import { countOf } from '../../../text/numbers.ts'
import { percentAt, percentBetween } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import { path, type Step, stepArea } from '../chart/shapes.ts'
import { colourOf, type GenerationNumbers } from '../generations.ts'
import { type Slots, stepsOf } from './slots.ts'

const HEIGHT = 48
/** Units that a digit takes on a page of ordinary width. */
const LETTER = 8

/** Complete responses of a slot by the number of the generation that gave them. */
export function countGenerations({ generations }: TimelineBucket, known: GenerationNumbers): Map<number, number> {
  const counts = new Map<number, number>()
  for (const [label, count] of Object.entries(generations)) {
    const number = known.ofLabel(label)
    if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + count)
  }
  return counts
}

/** The share of each slot's answers that each generation gave. Null where no answer named its generation. */
export function sharesLane(slots: Slots): Lane | null {
  const layers = stackShares(slots)
  if (layers.length === 0) return null
  const many = countOf(layers.length, 'generation')
  return {
    label: 'answered by generation',
    note: many,
    height: HEIGHT,
    kind: 'shares',
    summary: `Which of ${many} answered in each slot.`,
    shapes: layers.map(({ number, steps }) => path(`share ${colourOf(number)}`, stepArea(slots.axis, steps))),
    marks: layers.map((layer) => nameLayer(slots, layer)),
  }
}

interface Layer {
  number: number
  steps: Step[]
}

function stackShares(slots: Slots): Layer[] {
  const told = stepsOf(slots, (bucket) => countShares(bucket, slots.generations))
  const numbers = [...new Set(told.flatMap(({ counts }) => [...counts.keys()]))].toSorted((a, b) => a - b)
  const draw = stack<(typeof told)[number], number>()
    .keys(numbers)
    .value(({ counts, total }, number) => (counts.get(number) ?? 0) / total)
  return draw(told).map((layer) => ({
    number: layer.key,
    steps: layer
      .filter(([low, high]) => high > low)
      .map(({ 0: low, 1: high, data: { t, to } }) => ({ t, to, low: HEIGHT * (1 - low), high: HEIGHT * (1 - high) })),
  }))
}

function countShares(
  bucket: TimelineBucket,
  generations: GenerationNumbers,
): { counts: Map<number, number>; total: number } | null {
  const counts = countGenerations(bucket, generations)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return total === 0 ? null : { counts, total }
}

/** The number of a generation, written where it gave most answers. */
function nameLayer({ axis }: Slots, { number, steps }: Layer): Markup | null {
  const own = steps.filter(({ low, high }) => low - high > HEIGHT / 2)
  const [first, last] = [own[0], own.at(-1)]
  if (!first || !last) return null
  if (axis.x(last.to) - axis.x(first.t) < LETTER * String(number).length + 8) return null
  const [x, width] = [percentAt(axis, first.t), percentBetween(axis, first.t, last.to)]
  return html`<svg x="${x}" width="${width}" height="${HEIGHT}"><text class="name" x="6" y="${HEIGHT / 2 + 4}">${number}</text></svg>`
}
