import type { Attempt } from '../../../model/attempt.ts'
import { html } from '../../../text/markup.ts'
import { countOf, formatCount } from '../../../text/numbers.ts'
import type { TimeAxis } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import { dots, path, strokes } from '../chart/shapes.ts'

const PITCH = 4
const LOWEST = 18
const TALLEST = 120
/** With more rows than this the smallest are put together. */
const ROWS_SHOWN = 14

/**
 * Every request that failed, or failed at first, as a line from the moment at which it was due to a dot where it ended: a lane for
 * each traffic and outcome, in order of their ends.
 */
export function attemptLanes(attempts: readonly Attempt[], axis: TimeAxis): Lane[] {
  const groups = new Map<string, Attempt[]>()
  for (const attempt of attempts) {
    const key = JSON.stringify([attempt.traffic, attempt.outcome, attempt.retried?.outcome])
    groups.set(key, [...(groups.get(key) ?? []), attempt])
  }
  const sorted = [...groups.values()].toSorted((a, b) => b.length - a.length)
  const rest = sorted.slice(ROWS_SHOWN).flat()
  const lanes = sorted.slice(0, ROWS_SHOWN).map((group) => attemptLane(nameGroup(group), group, axis))
  return rest.length === 0 ? lanes : [...lanes, attemptLane('others', rest, axis)]
}

function nameGroup([first]: readonly Attempt[]): string {
  if (first === undefined) return ''
  return first.retried === undefined
    ? `${first.traffic} ${first.outcome}`
    : `${first.traffic} ${first.retried.outcome}, then ${first.outcome}`
}

function attemptLane(name: string, group: readonly Attempt[], axis: TimeAxis): Lane {
  const height = Math.min(TALLEST, Math.max(LOWEST, group.length * PITCH + 6))
  const pitch = (height - 6) / group.length
  const saved = group.every(({ outcome }) => outcome === 'ok')
  const placed = group
    .toSorted((a, b) => a.end - b.end)
    .map(({ due, end }, i) => ({ t: due, to: end, y: 3 + (i + 0.5) * pitch }))
  return {
    label: html`${name} <b>${formatCount(group.length)}</b>`,
    height,
    kind: saved ? 'attempts saved' : 'attempts',
    summary: `${name}: ${countOf(group.length, 'request')}.`,
    shapes: [
      path('wait', strokes(axis, placed)),
      path(
        'dot',
        dots(
          axis,
          placed.map(({ to, y }) => ({ t: to, y })),
        ),
      ),
    ],
  }
}
