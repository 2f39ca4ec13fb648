import type { ProcessLife } from '../../../model/process.ts'
import type { Report } from '../../../model/report.ts'
import type { TimeAxis } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import { packRows } from '../chart/pack.ts'
import type { Span } from '../chart/shapes.ts'
import type { Generations } from '../generations.ts'
import { html } from '../markup.ts'
import { drawEnd, drawLife, HEIGHT, type Life, nameEnd } from './drawing.ts'
import { describeLife } from './words.ts'

/** With more processes than this, several that came one after the other share a row. */
const ROWS_SHOWN = 24

/** A row for each process that lived while the chart shows: thin while it lived, thick while it held a listening socket. */
export function processLanes(report: Report, axis: TimeAxis, generations: Generations): Lane[] {
  const lives = listLives(report).filter(({ t, to }) => to > axis.from && t < axis.to)
  const rows = lives.length > ROWS_SHOWN ? packRows(lives) : lives.map((life) => [life])
  return rows.map((row) => ({
    ...nameRow(row),
    height: HEIGHT,
    kind: 'process',
    shapes: row.map((life) => drawLife(life, axis, generations)),
    marks: row.map((life) => [drawEnd(life, axis), row.length === 1 ? nameEnd(life, axis) : null]),
  }))
}

function listLives({ processes, listeners, run }: Report): Life[] {
  return processes.map((process) => {
    const life = { ...process, t: process.started, to: process.ended ?? run.durationMs }
    const own = listeners.filter(({ pid, from }) => pid === life.pid && from >= life.t && from <= life.to)
    return { ...life, holds: own.map(({ from, to = life.to }): Span => ({ t: from, to })) }
  })
}

function nameRow(row: readonly Life[]): Pick<Lane, 'label' | 'summary'> {
  const [first] = row
  const summary = row.slice(0, 5).map(describeLife).join('; ')
  if (row.length > 1 || first === undefined) return { label: `${row.length} processes`, summary }
  return { label: nameProcess(first), summary }
}

/** Without the folders that its files lie in: `/usr/bin/node /srv/app/server.js` → `node server.js`. */
function nameProcess({ pid, command }: ProcessLife): Lane['label'] {
  const short = command.replaceAll(/(^|\s)(?:\/[^\s/]*)*\/(?=[^\s/])/g, '$1').slice(0, 80)
  return html`<b>${String(pid)}</b> ${short}`
}
