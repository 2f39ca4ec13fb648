import type { Calibration, CleanRate } from '../../model/calibration.ts'
import { formatCount, formatDuration, formatShare } from '../../text/numbers.ts'
import { hang, type Page, section } from '../../text/page.ts'
import type { Column } from '../../text/table.ts'
import { showTable } from './matrix.ts'

/** How well the schedule was kept, seen from both sides. */
export function showSchedules({ schedules }: Calibration, page: Page): string[] {
  if (schedules.length === 0) return []
  const names = {
    title: 'Schedule',
    cells: schedules.map(({ traffic, rate }) => ({ text: `${traffic} ${formatCount(rate)}/s` })),
  }
  const columns: Column[] = [
    { title: 'arrivals', cells: schedules.map(({ arrivals }) => ({ text: formatCount(arrivals) })) },
    { title: 'begun within 2 ms', cells: schedules.map(({ punctual }) => ({ text: formatShare(punctual) })) },
    { title: 'latest', cells: schedules.map(({ latestMs }) => ({ text: formatDuration(latestMs) })) },
    { title: 'read within 2 ms', cells: schedules.map(({ readPunctual }) => ({ text: formatShare(readPunctual) })) },
  ]
  return showTable(names, columns, page)
}

/** Up to which rate all this holds. */
export function showCleanRates({ cleanRates }: Calibration, page: Page): string[] {
  return section(
    'Highest clean rate',
    cleanRates.flatMap((one) => showRate(one, page)),
    page,
  )
}

function showRate({ kind, rate, tried }: CleanRate, { width }: Page): string[] {
  const failed = tried.find(({ clean }) => !clean)
  const most = rate === null ? 'none of those tried' : `${formatCount(rate)}/s`
  const more = failed === undefined ? ', the highest tried' : `; at ${formatCount(failed.rate)}/s ${failed.why ?? ''}`
  return hang('', `${kind}: ${most}${more}.`, width - 2)
}
