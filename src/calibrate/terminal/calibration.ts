import { type Calibration, SHOWN_ENDS, SHOWN_MESSAGES } from '../../model/calibration.ts'
import { OUTCOMES } from '../../model/outcome.ts'
import { type Cell, item, section, type Table, type VerdictBlock } from '../../text/document.ts'
import { countOf, formatCount, formatDuration } from '../../text/numbers.ts'
import { printOnTerminal } from '../../text/terminal.ts'
import type { Terminal } from '../../text/tones.ts'
import { CONNECTION_ENDS, MESSAGE_FAULTS, REQUEST_FAULTS } from './fault-names.ts'
import { injectedTrafficTable, matrixTable, sum } from './matrix.ts'
import { cleanRateSection, gapSection, scheduleSection } from './measures.ts'

/** A calibration for a person at a terminal: whether the accounts agree first, then each of them. */
export function renderCalibration(calibration: Calibration, terminal: Terminal): string {
  const tables = [...describeRequests(calibration), ...describeConnections(calibration)]
  const sections = [
    ...tables.flatMap((table) => section(undefined, [table])),
    ...gapSection(calibration),
    ...scheduleSection(calibration),
    ...cleanRateSection(calibration),
  ]
  return printOnTerminal({ verdict: describeVerdict(calibration), sections }, terminal)
}

const ANSWERS = {
  agrees: { sign: '✓', word: 'AGREES', tone: 'good' },
  disagrees: { sign: '✗', word: 'DISAGREES', tone: 'bad' },
  'too-busy': { sign: '?', word: 'TOO BUSY', tone: 'doubtful' },
} as const satisfies Record<Calibration['status'], unknown>

function describeVerdict(calibration: Calibration): VerdictBlock {
  const { status, disagreements, doubts } = calibration
  return {
    ...ANSWERS[status],
    title: 'with the counts of a server that injects faults',
    facts: [describeAgreement(calibration)],
    items: [
      ...disagreements.map((text) => item(`${text}.`, { sign: '✗', tone: 'bad' })),
      ...doubts.map((text) => item(`Nothing is proven: ${text}.`, { sign: '?', tone: 'doubtful' })),
    ],
  }
}

function describeAgreement({ confusion, ends, messages, healthy, durationMs }: Calibration): string {
  const all = [...confusion, ...ends, ...messages].flatMap(({ rows }): { wrong: number }[] => rows)
  const injected = confusion.flatMap(({ rows }) => rows.filter((row) => row.injected !== 'healthy'))
  const ended = ends.flatMap(({ rows }) => rows.filter((row) => row.injected !== 'held'))
  const unfounded = sum(healthy.flatMap(({ failures }) => Object.values(failures)))
  return (
    `${countOf(sum(confusion.map(({ begun }) => begun)), 'request')} met with ${countOf(totalOf(injected), 'fault')}, ` +
    `${formatCount(totalOf(ended))} of ${countOf(sum(ends.map(({ held }) => held)), 'connection')} ended, with ` +
    `${countOf(totalOf(messages.flatMap(({ rows }) => rows)), 'message')} on them: ` +
    `${formatCount(sum(all.map(({ wrong }) => wrong)))} reported as something else; ` +
    `${countOf(sum(healthy.map(({ requests }) => requests)), 'request')} to a healthy server got ${countOf(unfounded, 'failure')}. Took ${formatDuration(durationMs)}.`
  )
}

function totalOf(rows: readonly { count: number }[]): number {
  return sum(rows.map(({ count }) => count))
}

/** Those that go to a healthy server as well by themselves: the others meet faults of their own. */
function describeRequests({ confusion, healthy }: Calibration): Table[] {
  const asked = confusion.filter(({ traffic }) => healthy.some((one) => one.traffic === traffic))
  const others = confusion.filter((one) => !asked.includes(one))
  const cell = (traffic: string): Cell => {
    const count = sum(Object.values(healthy.find((one) => one.traffic === traffic)?.failures ?? {}))
    return { text: formatCount(count), tone: count === 0 ? 'good' : 'bad' }
  }
  const agreed = { title: 'Agreed', names: REQUEST_FAULTS }
  return [
    matrixTable({ title: 'Injected', names: REQUEST_FAULTS }, confusion, OUTCOMES),
    ...(asked.length > 0 ? [injectedTrafficTable(agreed, asked, { title: 'false failures', cell })] : []),
    injectedTrafficTable(agreed, others),
  ]
}

function describeConnections({ ends, messages }: Calibration): Table[] {
  return [
    matrixTable({ title: 'Connections', names: CONNECTION_ENDS }, ends, SHOWN_ENDS),
    injectedTrafficTable({ title: 'Agreed', names: CONNECTION_ENDS }, ends),
    matrixTable({ title: 'Messages', names: MESSAGE_FAULTS }, messages, SHOWN_MESSAGES),
  ]
}
