import type { Calibration, CleanRate, GapRow, ScheduleCheck } from '../../model/calibration.ts'
import { bulletList, item, paragraph, type ReadColumn, type Section, section, tableOf } from '../../text/document.ts'
import { formatCount, formatDuration, formatShare } from '../../text/numbers.ts'

/** How short a listener gap is detected. */
export function gapSection({ gaps }: Calibration): Section[] {
  const { rows, rate, periodMs, surelySeenMs } = gaps
  const pace = `at ${formatCount(rate)} new connections per second, one every ${formatDuration(periodMs)}`
  const surely =
    surelySeenMs === null
      ? `No gap length was detected every time ${pace}.`
      : `Gaps of ${formatDuration(surelySeenMs)} or longer were detected every time ${pace}.`
  return section(undefined, [tableOf(GAP_COLUMNS, rows), paragraph(surely)])
}

const GAP_COLUMNS: readonly ReadColumn<GapRow>[] = [
  { title: 'No listener for', read: ({ askedMs }) => formatDuration(askedMs) },
  { title: 'measured', read: ({ madeMs }) => formatRange(madeMs) },
  {
    title: 'detected',
    read: ({ seen, repetitions }) => ({
      text: `${seen} of ${repetitions}`,
      ...(seen === repetitions && { tone: 'good' }),
    }),
  },
  { title: 'lost', read: ({ lost }) => formatCount(lost) },
  { title: 'outage reported', read: ({ outageMs }) => (outageMs === null ? '–' : formatRange(outageMs)) },
]

function formatRange({ min, max }: GapRow['madeMs']): string {
  const [from, to] = [formatDuration(min), formatDuration(max)]
  return from === to ? from : `${from} – ${to}`
}

/** How well the schedule was kept, seen from both sides. */
export function scheduleSection({ schedules }: Calibration): Section[] {
  return section(undefined, [tableOf(SCHEDULE_COLUMNS, schedules)])
}

const SCHEDULE_COLUMNS: readonly ReadColumn<ScheduleCheck>[] = [
  { title: 'Schedule', read: ({ traffic, rate }) => `${traffic} ${formatCount(rate)}/s` },
  { title: 'arrivals', read: ({ arrivals }) => formatCount(arrivals) },
  { title: 'sent within 2 ms', read: ({ punctual }) => formatShare(punctual) },
  { title: 'latest', read: ({ latestMs }) => formatDuration(latestMs) },
  { title: 'read within 2 ms', read: ({ readPunctual }) => formatShare(readPunctual) },
]

/** The highest rate at which all this is true. */
export function cleanRateSection({ cleanRates }: Calibration): Section[] {
  return section('Highest clean rate', [bulletList(cleanRates.map((rate) => item(describeRate(rate))))])
}

function describeRate({ kind, rate, tried }: CleanRate): string {
  const failed = tried.find(({ clean }) => !clean)
  const most = rate === null ? 'none of the tested rates' : `${formatCount(rate)}/s`
  const more = failed === undefined ? ', the highest tested' : `; at ${formatCount(failed.rate)}/s ${failed.why ?? ''}`
  return `${kind}: ${most}${more}.`
}
