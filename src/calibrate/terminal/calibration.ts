import { type Calibration, SHOWN_ENDS, SHOWN_MESSAGES } from '../../model/calibration.ts'
import { OUTCOMES } from '../../model/outcome.ts'
import { countOf, formatCount, formatDuration } from '../../text/numbers.ts'
import { hang, mark, type Page } from '../../text/page.ts'
import type { Cell } from '../../text/table.ts'
import { showGaps } from './gaps.ts'
import { showByTraffic, showMatrix, sum } from './matrix.ts'
import { showCleanRates, showSchedules } from './rates.ts'
import { END_WORDS, MESSAGE_WORDS, REQUEST_WORDS } from './words.ts'

/** A calibration for a person at a terminal: whether the accounts agree first, then each of them. Ends in a line break. */
export function renderCalibration(calibration: Calibration, page: Page): string {
  const sections = [
    showAnswer(calibration, page),
    ...showRequests(calibration, page),
    ...showConnections(calibration, page),
    showGaps(calibration, page),
    showSchedules(calibration, page),
    showCleanRates(calibration, page),
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

function describeAgreement({ confusion, ends, messages, healthy, durationMs }: Calibration): string {
  const all = [...confusion, ...ends, ...messages].flatMap(({ rows }): { wrong: number }[] => rows)
  const injected = confusion.flatMap(({ rows }) => rows.filter((row) => row.injected !== 'healthy'))
  const ended = ends.flatMap(({ rows }) => rows.filter((row) => row.injected !== 'held'))
  const unfounded = sum(healthy.flatMap(({ failures }) => Object.values(failures)))
  return (
    `${countOf(sum(confusion.map(({ begun }) => begun)), 'request')} met with ${countOf(totalOf(injected), 'fault')}, ` +
    `${formatCount(totalOf(ended))} of ${countOf(sum(ends.map(({ held }) => held)), 'connection')} were ended, with ` +
    `${countOf(totalOf(messages.flatMap(({ rows }) => rows)), 'message')} on them: ` +
    `${formatCount(sum(all.map(({ wrong }) => wrong)))} reported as something else; ` +
    `${countOf(sum(healthy.map(({ requests }) => requests)), 'request')} to a healthy server got ${countOf(unfounded, 'failure')}. Took ${formatDuration(durationMs)}.`
  )
}

function totalOf(rows: readonly { count: number }[]): number {
  return sum(rows.map(({ count }) => count))
}

/** Those that go to a healthy server as well by themselves: the others meet faults of their own. */
function showRequests({ confusion, healthy }: Calibration, page: Page): string[][] {
  const words = REQUEST_WORDS
  const asked = confusion.filter(({ traffic }) => healthy.some((one) => one.traffic === traffic))
  const cell = (traffic: string): Cell => {
    const count = sum(Object.values(healthy.find((one) => one.traffic === traffic)?.failures ?? {}))
    return { text: formatCount(count), paint: count === 0 ? page.color.green : page.color.red }
  }
  return [
    showMatrix({ title: 'Injected', words }, confusion, OUTCOMES, page),
    showByTraffic({ title: 'Agreed', words }, asked, page, { title: 'false failures', cell }),
    showByTraffic(
      { title: 'Agreed', words },
      confusion.filter((one) => !asked.includes(one)),
      page,
    ),
  ]
}

function showConnections({ ends, messages }: Calibration, page: Page): string[][] {
  return [
    showMatrix({ title: 'Connections', words: END_WORDS }, ends, SHOWN_ENDS, page),
    showByTraffic({ title: 'Agreed', words: END_WORDS }, ends, page),
    showMatrix({ title: 'Messages', words: MESSAGE_WORDS }, messages, SHOWN_MESSAGES, page),
  ]
}
