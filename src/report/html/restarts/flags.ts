import { html, type Markup } from '../../../text/markup.ts'
import { formatDuration } from '../../../text/numbers.ts'
import { percentAt, type TimeAxis, UNITS } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import type { Moment } from '../timeline/moments.ts'

const ROW = 17
/** Flags closer to each other than this would cover one another. */
const APART = UNITS * 0.025

interface Flag extends Moment {
  number: number
  row: number
}

/** The moments of a restart as numbered flags; the numbers are those of the list below the chart. */
export function flagsLane(moments: readonly Moment[], axis: TimeAxis): Lane {
  const flags = placeFlags(moments, axis).filter(({ t }) => t >= axis.from && t <= axis.to)
  const rows = 1 + Math.max(0, ...flags.map(({ row }) => row))
  const height = rows * ROW + 4
  return {
    label: 'what happened',
    note: 'numbers as listed below',
    height,
    kind: 'flags',
    summary: 'The moments of the restart, numbered as in the list below.',
    marks: flags.map((flag) => drawFlag(flag, height, axis)),
  }
}

/** Into the first row that has room. */
function placeFlags(moments: readonly Moment[], axis: TimeAxis): Flag[] {
  const ends: number[] = []
  return moments.map((moment, i) => {
    const x = axis.x(moment.t)
    const free = ends.findIndex((end) => end <= x)
    const row = free === -1 ? ends.length : free
    ends[row] = x + APART
    return { ...moment, number: i + 1, row }
  })
}

function drawFlag({ t, kind, text, number, row }: Flag, height: number, axis: TimeAxis): Markup {
  const y = row * ROW
  return html`<svg class="flag ${kind}" x="${percentAt(axis, t)}" height="${height}" overflow="visible"><title>${text}</title><path class="pole" d="M0 ${y}V${height}"/><rect y="${y}" width="18" height="15"/><text x="9" y="${y + 11.5}">${number}</text></svg>`
}

/** The same moments in words, with their times from the beginning of the restart. */
export function listFlags(moments: readonly Moment[], begun: number): Markup {
  const items = moments.map(
    ({ t, kind, text }) => html`<li class="${kind}"><time>${formatOffset(t - begun)}</time> ${text}</li>`,
  )
  return html`<ol class="moments">${items}</ol>`
}

function formatOffset(ms: number): string {
  return ms < 0 ? `−${formatDuration(-ms)}` : `+${formatDuration(ms)}`
}
