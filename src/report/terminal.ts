import type { ChalkInstance } from 'chalk'
import type { Report } from '../model/report.ts'
import { clean, LONGEST_FINDING, wrap } from '../text/clean.ts'
import { countOf } from '../text/numbers.ts'
import { hang, mark, type Page, section } from '../text/page.ts'
import { renderTable } from '../text/table.ts'
import { describeFirst, describeMissing, groupFailures } from './failure-groups.ts'
import { describeStrain } from './harness-words.ts'
import { describeMissingEnds, groupEnds } from './lifeline-groups.ts'
import { lifelineTable } from './lifeline-table.ts'
import { showGuarantees, showRestarts } from './terminal-restarts.ts'
import { trafficTable } from './traffic-table.ts'
import { describeAvailability, describeExpectation, describeRetrying, describeSla, STATUS_WORDS } from './words.ts'

export interface SummaryOptions {
  /** With its level: 0 writes no escape sequence at all. */
  color: ChalkInstance
  /** Columns of the terminal. */
  width: number
  /** The files that were written, as they should be shown. */
  paths: string[]
}

const MARKS = { pass: '✓', fail: '✗', inconclusive: '?' } as const
const GROUPS_SHOWN = 8
// On anything narrower the terminal wraps.
const NARROWEST = 32

/**
 * The summary of a run for a person at a terminal: verdict first, then why, then what happened to each kind of traffic and
 * in each restart. Text of `width` columns with line breaks, the last included.
 */
export function renderSummary(report: Report, { color, width, paths }: SummaryOptions): string {
  const page = { color, width: Math.max(NARROWEST, width) }
  const sections = [
    showVerdict(report, page),
    section('Why', showReasons(report, page), page),
    showTraffic(report, page),
    showLifelines(report, page),
    section('Restarts', showRestarts(report, page), page),
    section('Guarantees', showGuarantees(report, page), page),
    section('Failures', showFailures(report, page), page),
    section('Findings', showFindings(report, page), page),
    section('Harness', showStrain(report, page), page),
    section('Reports', paths, page),
  ]
  const filled = sections.filter((lines) => lines.length > 0)
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function showVerdict(report: Report, { color, width }: Page): string[] {
  const { status } = report.verdict
  const paint = { pass: color.green, fail: color.red, inconclusive: color.yellow }[status].bold
  const expectation = describeExpectation(report)
  const title = clean(report.scenario.name, 120) + (expectation === '' ? '' : ` (${expectation})`)
  const head = `${MARKS[status]} ${STATUS_WORDS[status]}`
  const [first = '', ...rest] = wrap(title, width - head.length - 2)
  const facts = [describeAvailability(report.sla), describeSla(report.sla)]
  return [
    `${paint(head)}  ${color.bold(first)}`,
    ...rest.map((line) => `${' '.repeat(head.length + 2)}${color.bold(line)}`),
    ...facts.flatMap((fact) => hang('  ', fact, width)),
  ]
}

function showReasons({ verdict }: Report, { color, width }: Page): string[] {
  const paint = { pass: color.green, fail: color.red, inconclusive: color.yellow }[verdict.status]
  return verdict.reasons.flatMap(({ code, message }) =>
    mark(hang('  ', `${clean(message)} [${code}]`, width - 2), paint(MARKS[verdict.status])),
  )
}

function showTraffic(report: Report, { color, width }: Page): string[] {
  if (report.traffic.length === 0) return []
  const { names, groups } = trafficTable(report, color)
  const [header = '', ...rows] = renderTable(names, groups, width)
  return [color.bold(header), ...rows]
}

function showLifelines(report: Report, { color, width }: Page): string[] {
  if (report.lifelines.length === 0) return []
  const { names, groups } = lifelineTable(report.lifelines, color)
  const [header = '', ...rows] = renderTable(names, groups, width)
  const ends = groupEnds(report)
  const more = ends.length - GROUPS_SHOWN
  const notes = [
    more > 0 ? `… and ${countOf(more, 'more kind')} of end in the reports` : '',
    describeMissingEnds(report),
  ]
  return [
    color.bold(header),
    ...rows,
    ...ends.slice(0, GROUPS_SHOWN).flatMap((text) => mark(hang('  ', text, width), color.red('✗'))),
    ...notes.flatMap((note) => hang('  ', note, width)),
  ]
}

function showFailures(report: Report, { color, width }: Page): string[] {
  const groups = groupFailures(report.failures)
  const lines = groups
    .slice(0, GROUPS_SHOWN)
    .flatMap(({ traffic, text, first }) => [
      ...hang('', `${clean(traffic, 40)}: ${text}`, width - 2),
      ...hang('  ', describeFirst(first), width - 2).map((line) => color.dim(line)),
    ])
  const more = groups.length - GROUPS_SHOWN
  const notes = [
    more > 0 ? `… and ${countOf(more, 'more kind')} of failure in the reports` : '',
    describeMissing(report),
    describeRetrying(report),
  ]
  return [...lines, ...notes.flatMap((note) => hang('', note, width - 2))]
}

function showFindings({ findings }: Report, { color, width }: Page): string[] {
  const shown = findings
    .slice(0, GROUPS_SHOWN)
    .flatMap(({ title, remedy, evidence }) => [
      ...hang('', clean(title), width - 2).map((line) => color.bold(line)),
      ...hang('  ', clean(evidence, LONGEST_FINDING), width - 2),
      ...hang('  ', `→ ${clean(remedy, LONGEST_FINDING)}`, width - 2),
    ])
  const more = findings.length - GROUPS_SHOWN
  return more > 0 ? [...shown, `… and ${countOf(more, 'more finding')} in the reports`] : shown
}
function showStrain(report: Report, { width }: Page): string[] {
  return describeStrain(report).flatMap((text) => hang('', text, width - 2))
}
