import type { Calibration, GapRow, MeasuredRange } from '../../model/calibration.ts'
import { formatCount, formatDuration } from '../../text/numbers.ts'
import { hang, type Page } from '../../text/page.ts'
import type { Cell, Column } from '../../text/table.ts'
import { showTable } from './matrix.ts'

/** How short a time without a listener is seen. */
export function showGaps({ gaps }: Calibration, page: Page): string[] {
  const { rows, rate, periodMs, surelySeenMs } = gaps
  const names = { title: 'Nobody listens for', cells: rows.map(({ askedMs }) => ({ text: formatDuration(askedMs) })) }
  const columns: Column[] = [
    { title: 'really', cells: rows.map(({ madeMs }) => ({ text: formatRange(madeMs) })) },
    { title: 'seen', cells: rows.map((row) => seenCell(row, page)) },
    { title: 'lost', cells: rows.map(({ lost }) => ({ text: formatCount(lost) })) },
    {
      title: 'outage reported',
      cells: rows.map(({ outageMs }) => ({ text: outageMs === null ? '–' : formatRange(outageMs) })),
    },
  ]
  const pace = `at ${formatCount(rate)} new connections a second, one every ${formatDuration(periodMs)}`
  const surely =
    surelySeenMs === null
      ? `None of these was seen each time ${pace}.`
      : `From ${formatDuration(surelySeenMs)} on each was seen ${pace}.`
  return [...showTable(names, columns, page), ...hang('', surely, page.width)]
}

function seenCell({ seen, repetitions }: GapRow, { color }: Page): Cell {
  return { text: `${seen} of ${repetitions}`, ...(seen === repetitions && { paint: color.green }) }
}

function formatRange({ min, max }: MeasuredRange): string {
  const [from, to] = [formatDuration(min), formatDuration(max)]
  return from === to ? from : `${from} – ${to}`
}
