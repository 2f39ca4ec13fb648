import type { Calibration, CleanRate, Confusion, GapRow, Range } from '../model/calibration.ts'
import { addOutcomes, noOutcomes, OUTCOMES, type Outcome, type OutcomeCounts } from '../model/outcome.ts'
import { countOf, formatCount, formatDuration, formatShare } from '../report/numbers.ts'
import { hang, mark, type Page, section } from '../report/page.ts'
import { type Cell, type Column, renderTable } from '../report/table.ts'

/** A calibration for a person at a terminal: whether the accounts agree first, then each of them. Ends in a line break. */
export function renderCalibration(calibration: Calibration, page: Page): string {
  const sections = [
    showAnswer(calibration, page),
    showMatrix(calibration, page),
    showByTraffic(calibration, page),
    showGaps(calibration, page),
    showSchedules(calibration, page),
    section(
      'Highest clean rate',
      calibration.cleanRates.flatMap((one) => showRate(one, page)),
      page,
    ),
  ]
  const filled = sections.filter((lines) => lines.length > 0)
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

const ANSWERS = {
  agrees: { sign: '✓', word: 'AGREES', paint: 'green' },
  disagrees: { sign: '✗', word: 'DISAGREES', paint: 'red' },
  'too-busy': { sign: '?', word: 'TOO BUSY', paint: 'yellow' },
} as const satisfies Record<Calibration['status'], unknown>

function showAnswer(calibration: Calibration, { color, width }: Page): string[] {
  const { sign, word, paint } = ANSWERS[calibration.status]
  return [
    `${color[paint].bold(`${sign} ${word}`)}  ${color.bold('with the account of a server that injects faults')}`,
    ...hang('  ', describeAgreement(calibration), width),
    ...calibration.disagreements.flatMap((text) => mark(hang('  ', `${text}.`, width), color.red('✗'))),
    ...calibration.doubts.flatMap((text) => mark(hang('  ', `Nothing is proven: ${text}.`, width), color.yellow('?'))),
  ]
}

function describeAgreement({ confusion, healthy, durationMs }: Calibration): string {
  const rows = confusion.flatMap((one) => one.rows)
  const injected = sum(rows.filter(({ injected: what }) => what !== 'healthy').map(({ count }) => count))
  const wrong = sum(rows.map((row) => row.wrong))
  const asked = sum(confusion.map(({ begun }) => begun))
  const good = sum(healthy.map(({ requests }) => requests))
  const unfounded = sum(healthy.flatMap(({ failures }) => Object.values(failures)))
  return (
    `${countOf(asked, 'request')} met with ${countOf(injected, 'fault')}, ${formatCount(wrong)} reported as something else; ` +
    `${countOf(good, 'request')} to a healthy server got ${countOf(unfounded, 'failure')}. Took ${formatDuration(durationMs)}.`
  )
}

const WORDS: Record<string, string> = {
  healthy: 'a good answer',
  fin: 'FIN',
  rst: 'RST',
  'fin-in-headers': 'FIN in head',
  'rst-in-headers': 'RST in head',
  'fin-in-body': 'FIN in body',
  'rst-in-body': 'RST in body',
  'fin-in-chunked': 'FIN in chunks',
  'rst-in-chunked': 'RST in chunks',
  '503': '503',
  garbage: 'no HTTP',
  silence: 'silence',
  'silence-in-body': 'silence in body',
  'close-announced': 'Connection: close',
  'eof-body': 'body until FIN',
  'no-listener': 'nobody listens',
}

/** What was injected, down, against what was reported, across. */
function showMatrix({ confusion }: Calibration, page: Page): string[] {
  const rows = injectedIn(confusion).map((injected) => ({
    injected,
    reported: rowsOf(confusion, injected).reduce((all, row) => addOutcomes(all, row.reported), noOutcomes()),
    expected: rowsOf(confusion, injected)[0]?.expected ?? '',
  }))
  const outcomes = OUTCOMES.filter((outcome) => rows.some(({ reported }) => reported[outcome] > 0))
  const names = { title: 'Injected', cells: rows.map(({ injected }) => ({ text: WORDS[injected] ?? injected })) }
  const columns = outcomes.map((outcome) => ({
    title: outcome,
    cells: rows.map(({ reported, expected, injected }) => matrixCell(reported, outcome, { expected, injected }, page)),
  }))
  return showTable(names, columns, page)
}

function matrixCell(
  reported: OutcomeCounts,
  outcome: Outcome,
  { expected, injected }: { expected: string; injected: string },
  { color }: Page,
): Cell {
  const text = formatCount(reported[outcome])
  if (reported[outcome] === 0) return { text: '·', paint: color.dim }
  // A connection that waited in the accept queue as the listener closed gets an RST: it was made, and nobody took it.
  const right = outcome === expected || (injected === 'no-listener' && outcome === 'reset')
  return { text, paint: right ? color.green : color.red }
}

/** The same by traffic: how many of each, and how many of these wrong. */
function showByTraffic({ confusion, healthy }: Calibration, page: Page): string[] {
  const injected = injectedIn(confusion)
  const names = {
    title: 'Agreed',
    cells: [...injected.map((what) => ({ text: WORDS[what] ?? what })), { text: 'false failures' }],
  }
  const columns = confusion.map(({ traffic, rows }) => ({
    title: traffic,
    cells: [
      ...injected.map((what) =>
        agreementCell(
          rows.find((row) => row.injected === what),
          page,
        ),
      ),
      failuresCell(healthy.find((one) => one.traffic === traffic)?.failures ?? {}, page),
    ],
  }))
  return showTable(names, columns, page)
}

function agreementCell(row: Confusion['rows'][number] | undefined, { color }: Page): Cell {
  if (row === undefined) return { text: '·', paint: color.dim }
  if (row.wrong === 0) return { text: formatCount(row.count) }
  return { text: `${formatCount(row.count)} (${formatCount(row.wrong)} wrong)`, paint: color.red }
}

function failuresCell(failures: Partial<OutcomeCounts>, { color }: Page): Cell {
  const count = sum(Object.values(failures))
  return { text: formatCount(count), paint: count === 0 ? color.green : color.red }
}

function showGaps({ gaps }: Calibration, page: Page): string[] {
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

function formatRange({ min, max }: Range): string {
  const [from, to] = [formatDuration(min), formatDuration(max)]
  return from === to ? from : `${from} – ${to}`
}

function showSchedules({ schedules }: Calibration, page: Page): string[] {
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

function showRate({ kind, rate, tried }: CleanRate, { width }: Page): string[] {
  const failed = tried.find(({ clean }) => !clean)
  const most = rate === null ? 'none of those tried' : `${formatCount(rate)}/s`
  const more = failed === undefined ? ', the highest tried' : `; at ${formatCount(failed.rate)}/s ${failed.why ?? ''}`
  return hang('', `${kind}: ${most}${more}.`, width - 2)
}

function showTable(names: Column, columns: Column[], { color, width }: Page): string[] {
  const [header = '', ...lines] = renderTable(names, [columns], width)
  return [color.bold(header), ...lines]
}

/** In the order in which they first appear. */
function injectedIn(confusion: readonly Confusion[]): string[] {
  return [...new Set(confusion.flatMap(({ rows }) => rows.map(({ injected }) => injected)))]
}

function rowsOf(confusion: readonly Confusion[], injected: string): Confusion['rows'] {
  return confusion.flatMap(({ rows }) => rows.filter((row) => row.injected === injected))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
