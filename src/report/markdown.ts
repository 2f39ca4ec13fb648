import type { Finding } from '../model/finding.ts'
import { countAttempts } from '../model/outcome.ts'
import type { GuaranteeReport, Report, RestartReport } from '../model/report.ts'
import { clean, LONGEST_FINDING } from '../text/clean.ts'
import { escapeMarkdown } from '../text/escape-markdown.ts'
import { formatCount, formatDuration, formatMaybe } from '../text/numbers.ts'
import { describeFirst, describeMissing, groupFailures } from './failure-groups.ts'
import { describeHarness } from './harness-words.ts'
import { describeMissingEnds, groupEnds } from './lifeline-groups.ts'
import { lifelineRows } from './lifeline-table.ts'
import { podRows } from './pod-words.ts'
import { describeBaseline, describeResolution } from './restart-words.ts'
import { describeTls } from './tls-words.ts'
import {
  describeAvailability,
  describeEnvironment,
  describeExpectation,
  describeFates,
  describeGenerations,
  describeGuarantee,
  describeLosses,
  describeProjection,
  describeRetrying,
  describeSla,
  describeWindows,
  occurred,
  STATUS_WORDS,
} from './words.ts'

/** GitHub-flavoured Markdown that can be pasted into a pull request: verdict first, then why, then the numbers. */
export function renderMarkdown(report: Report): string {
  const parts = [
    showVerdict(report),
    showTraffic(report),
    showLifelines(report),
    section('Restarts', showRestarts(report)),
    section('Pods', showPods(report)),
    section('Guarantees', showGuarantees(report.guarantees)),
    section('Failures', showFailures(report)),
    section('Findings', showFindings(report)),
    paragraph(describeEnvironment(report)),
    paragraph(describeHarness(report).join(' ')),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function showVerdict(report: Report): string {
  const { verdict, scenario, sla } = report
  const expectation = describeExpectation(report)
  const title = escapeMarkdown(clean(scenario.name, 120)) + (expectation === '' ? '' : ` (${expectation})`)
  const reasons = verdict.reasons.map(({ code, message }) => `- ${escapeMarkdown(clean(message))} (\`${code}\`)`)
  const about = scenario.about === null ? '' : paragraph(clean(scenario.about))
  const facts = `**${describeAvailability(sla)}** ${describeSla(sla)}`
  return join([`## ${STATUS_WORDS[verdict.status]}: ${title}`, reasons.join('\n'), facts, about])
}

function showTraffic({ traffic, outcomes }: Report): string {
  const kinds = occurred(outcomes)
  const header = ['Traffic', 'attempts', ...kinds, 'p50', 'p99', 'max']
  const rows = traffic.map((row) => [
    clean(row.name === row.kind ? row.name : `${row.name} (${row.kind})`, 60),
    formatCount(row.attempts),
    ...kinds.map((kind) => formatCount(row.outcomes[kind])),
    ...(['p50', 'p99', 'max'] as const).map((name) => formatMaybe(row.latencyMs?.[name] ?? null, '–')),
  ])
  const all = ['all', formatCount(countAttempts(outcomes)), ...kinds.map((kind) => formatCount(outcomes[kind]))]
  return renderTable(header, traffic.length > 1 ? [...rows, [...all, '', '', '']] : rows, 1)
}

function showLifelines(report: Report): string {
  if (report.lifelines.length === 0) return ''
  const { titles, rows } = lifelineRows(report.lifelines)
  const ends = groupEnds(report)
  const items = ends.slice(0, GROUPS_SHOWN).map((text) => `- ${escapeMarkdown(text)}`)
  const more = ends.length > GROUPS_SHOWN ? `Further kinds of end: ${ends.length - GROUPS_SHOWN}.` : ''
  return join([renderTable(['Lifelines', ...titles], rows, 1), items.join('\n'), more, describeMissingEnds(report)])
}

function showRestarts(report: Report): string {
  if (report.restarts.length === 0) return ''
  const header = [
    '#',
    'observed',
    'takeover',
    'drain',
    'outage',
    'settled',
    'losses',
    'p99',
    'lifelines',
    'generations',
  ]
  const table = renderTable(header, report.restarts.map(restartRow), 1)
  const notes = report.restarts.flatMap((restart) =>
    [clean(restart.detail ?? ''), describeTls(restart)]
      .filter((text) => text !== '')
      .map((text) => paragraph(`Restart ${restart.index}: ${text}`)),
  )
  const sums = [
    describeBaseline(report),
    describeWindows(report.sla),
    describeResolution(report),
    describeProjection(report),
  ]
  return join([table, ...notes, ...sums.map(paragraph)])
}

/** With more pods than this the table would bury what stands below it: the page has them all. */
const PODS_SHOWN = 40

function showPods({ pods = [] }: Report): string {
  if (pods.length === 0) return ''
  const { titles, rows } = podRows(pods)
  const more = pods.length > PODS_SHOWN ? `Further pods: ${pods.length - PODS_SHOWN}.` : ''
  return join([renderTable(titles, rows.slice(0, PODS_SHOWN), 2), more])
}

function restartRow(restart: RestartReport): string[] {
  return [
    String(restart.index),
    restart.observed ? (restart.drained ? '✓' : '✗ not drained') : '✗ not observed',
    formatMaybe(restart.takeoverMs, 'not seen'),
    formatMaybe(restart.drainMs, 'not finished'),
    formatMaybe(restart.outageMs, '–'),
    restart.settledMs === null ? 'never' : formatDuration(restart.settledMs),
    describeLosses(restart),
    formatMaybe(restart.latencyMs?.p99 ?? null, '–'),
    describeFates(restart).replace('lifelines: ', '') || '–',
    describeGenerations(restart),
  ]
}

const MARKS = { held: '✓', broken: '✗', 'not-observed': '?' } as const

function showGuarantees(guarantees: GuaranteeReport[]): string {
  if (guarantees.length === 0) return ''
  const rows = guarantees.map((guarantee) => [MARKS[guarantee.status], guarantee.id, describeGuarantee(guarantee)])
  return renderTable(['', 'guarantee', 'evidence'], rows, 3)
}

const GROUPS_SHOWN = 20

function showFailures(report: Report): string {
  const groups = groupFailures(report.failures)
  const rows = groups
    .slice(0, GROUPS_SHOWN)
    .map(({ traffic, text, first }) => [clean(traffic, 60), text, describeFirst(first)])
  const table = rows.length === 0 ? '' : renderTable(['traffic', 'failures', 'the first of them'], rows, 3)
  const more = groups.length > GROUPS_SHOWN ? `Further kinds of failure: ${groups.length - GROUPS_SHOWN}.` : ''
  return join([table, more, describeMissing(report), describeRetrying(report)])
}

function showFindings({ findings }: Report): string {
  return findings.map(showFinding).join('\n')
}

function showFinding({ title, explanation, evidence, remedy, references }: Finding): string {
  const [head = '', why = '', seen = '', advice = ''] = [title, explanation, evidence, remedy].map((text) =>
    escapeMarkdown(clean(text, LONGEST_FINDING)),
  )
  const where = references.map((reference) => escapeMarkdown(clean(reference))).join('; ')
  return [`- **${head}**`, why, `Seen: ${seen}`, `Remedy: ${advice}`, ...(where === '' ? [] : [`See: ${where}`])].join(
    '\n  ',
  )
}

function section(title: string, body: string): string {
  return body === '' ? '' : `### ${title}\n\n${body}`
}

function paragraph(text: string): string {
  return escapeMarkdown(text)
}

function join(paragraphs: string[]): string {
  return paragraphs.filter((text) => text !== '').join('\n\n')
}

/** A table whose first `left` columns are aligned left, the others right. Cells are cleaned text. */
function renderTable(header: string[], rows: string[][], left: number): string {
  const rule = header.map((_, index) => (index < left ? '---' : '--:'))
  const lines = [header, rule, ...rows.map((row) => row.map(escapeMarkdown))]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
