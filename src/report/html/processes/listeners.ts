import { html, type Markup } from '../../../text/markup.ts'
import { countOf, formatDuration } from '../../../text/numbers.ts'
import { percentAt, type TimeAxis, UNITS } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import { packRows } from '../chart/pack.ts'
import { bars, path, type Span, strokes } from '../chart/shapes.ts'
import type { PageContext } from '../page-context.ts'
import { listGaps, listOverlaps, listSockets, type SocketLife } from './sockets.ts'

/** With more sockets than this, several that came one after the other share a row. */
const ROWS_SHOWN = 8
const HEIGHT = 17
const MIDDLE = HEIGHT / 2

/** Whether anybody listened, and a row for each listening socket. */
export function listenerLanes({ report, account }: PageContext, axis: TimeAxis): Lane[] {
  const sockets = listSockets(report.listeners, report.run.durationMs)
  const within = sockets.filter(({ t, to }) => to > axis.from && t < axis.to)
  if (within.length === 0) return []
  const takeovers = report.events.filter(({ kind }) => kind === 'takeover').map(({ t }) => t)
  const gaps = listGaps(sockets, account.endOfTraffic, takeovers).filter(({ t, to }) => to > axis.from && t < axis.to)
  const rows = within.length > ROWS_SHOWN ? packRows(within) : within.map((socket) => [socket])
  // A service that listens on two addresses has two sockets from the start; a hand-over comes with a restart.
  const first = report.restarts[0]?.begun ?? report.run.durationMs
  const handovers = listOverlaps(within).filter(({ t }) => t >= first)
  return [...rows.map((row) => socketLane(row, axis)), gapLane(gaps, handovers, axis)]
}

function socketLane(row: readonly SocketLife[], axis: TimeAxis): Lane {
  const [only] = row
  const single = row.length === 1 && only !== undefined
  const label = single ? html`socket <b>${String(only.inode)}</b>` : countOf(row.length, 'socket')
  return {
    label,
    height: HEIGHT,
    kind: 'socket',
    summary: row.slice(0, 5).map(describeSocket).join('; '),
    shapes: row.map((socket) => path('socket', strokes(axis, [{ ...socket, y: MIDDLE }]), describeSocket(socket))),
  }
}

function describeSocket({ inode, t, to, pids }: SocketLife): string {
  return `listening socket ${inode} from ${formatDuration(t)} to ${formatDuration(to)}, held by ${pids.slice(0, 8).join(', ')}`
}

/** As wide as its time, and never too narrow to be seen; its length stands beside it where there is room. */
function gapLane(gaps: readonly Span[], handovers: readonly Span[], axis: TimeAxis): Lane {
  const longest = Math.max(0, ...gaps.map(({ t, to }) => to - t))
  const always =
    handovers.length === 0
      ? 'there was always a listener'
      : `there was always a listener; ${countOf(handovers.length, 'hand-over')} with two sockets at once`
  const absent = `No listener was seen ${countOf(gaps.length, 'time')}, for at most ${formatDuration(longest)}.`
  return {
    label: 'no listener seen',
    ...(gaps.length > 1 && { note: `${countOf(gaps.length, 'time')}, at most ${formatDuration(longest)}` }),
    height: gaps.length > 1 ? 2 * HEIGHT : HEIGHT,
    kind: 'gaps',
    summary: gaps.length === 0 ? always : absent,
    shapes: path(
      'gap',
      bars(
        axis,
        HEIGHT - 2,
        gaps.map((gap) => ({ ...gap, height: HEIGHT - 4 })),
      ),
    ),
    marks:
      gaps.length === 0
        ? html`<text class="quiet" x="0" dx="6" y="${MIDDLE + 4}">${always}</text>`
        : nameGaps(gaps, axis),
  }
}

/** Units that a length in words takes on a page of ordinary width. */
const ROOM = UNITS * 0.07

function nameGaps(gaps: readonly Span[], axis: TimeAxis): Markup[] {
  return gaps.flatMap(({ t, to }, i) => {
    const next = gaps[i + 1]
    const free = next === undefined ? UNITS : axis.x(next.t)
    if (axis.x(to) + ROOM > free) return []
    return [
      html`<text class="gap" x="${percentAt(axis, to)}" dx="5" y="${MIDDLE + 4}">${formatDuration(to - t)}</text>`,
    ]
  })
}
