import type { Calibration, CleanRate, GapRow, ScheduleCheck } from '../../model/calibration.ts'
import { bulletList, item, paragraph, type ReadColumn, type Section, section, tableOf } from '../../text/document.ts'
import { formatCount, formatDuration, formatShare } from '../../text/numbers.ts'

/** How short a time without a listener is seen. */
export function gapSection({ gaps }: Calibration): Section[] {
  const { rows, rate, periodMs, surelySeenMs } = gaps
  const pace = `at ${formatCount(rate)} new connections a second, one every ${formatDuration(periodMs)}`
  const surely =
    surelySeenMs === null
      ? `None of these was seen each time ${pace}.`
      : `From ${formatDuration(surelySeenMs)} on each was seen ${pace}.`
  return section(undefined, [tableOf(GAP_COLUMNS, rows), paragraph(surely)])
}

const GAP_COLUMNS: readonly ReadColumn<GapRow>[] = [
  { title: 'Nobody listens for', read: ({ askedMs }) => formatDuration(askedMs) },
  { title: 'really', read: ({ madeMs }) => formatRange(madeMs) },
  {
    title: 'seen',
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
  { title: 'begun within 2 ms', read: ({ punctual }) => formatShare(punctual) },
  { title: 'latest', read: ({ latestMs }) => formatDuration(latestMs) },
  { title: 'read within 2 ms', read: ({ readPunctual }) => formatShare(readPunctual) },
]

/** Up to which rate all this holds. */
export function cleanRateSection({ cleanRates }: Calibration): Section[] {
  return section('Highest clean rate', [bulletList(cleanRates.map((rate) => item(describeRate(rate))))])
}

function describeRate({ kind, rate, tried }: CleanRate): string {
  const failed = tried.find(({ clean }) => !clean)
  const most = rate === null ? 'none of those tried' : `${formatCount(rate)}/s`
  const more = failed === undefined ? ', the highest tried' : `; at ${formatCount(failed.rate)}/s ${failed.why ?? ''}`
  return `${kind}: ${most}${more}.`
}
