import type { Finding } from '../model/finding.ts'
import type { Report } from '../model/report.ts'
import type { VerdictStatus } from '../model/verdict.ts'
import { clean, LONGEST_FINDING } from '../text/clean.ts'
import {
  bulletList,
  type Document,
  filesSection,
  type Item,
  item,
  paragraph,
  type Section,
  type Sign,
  section,
} from '../text/document.ts'
import { printAsMarkdown } from '../text/markdown.ts'
import { countOf } from '../text/numbers.ts'
import { printOnTerminal } from '../text/terminal.ts'
import type { Terminal } from '../text/tones.ts'
import { answerTable } from './answer-table.ts'
import { describeFirst, describeMissing, groupFailures } from './failure-groups.ts'
import { describeHarness, describeStrain } from './harness-health.ts'
import { describeMissingEnds, groupEnds } from './lifeline-groups.ts'
import { lifelineTable } from './lifeline-table.ts'
import { podTable } from './pod-lives.ts'
import { guaranteeSection, restartSection } from './restart-section.ts'
import {
  describeAvailability,
  describeEnvironment,
  describeRetrying,
  describeSla,
  describeTitle,
  STATUS_WORDS,
} from './sla-sentences.ts'
import { trafficTable } from './traffic-table.ts'

export interface SummaryOptions extends Terminal {
  /** The files that were written, as they should be shown. */
  paths: string[]
}

/** How much is shown of what can be endless, and whether what stands in the reports anyway is left out. */
interface Extent {
  groups: number
  pods: number
  whole: boolean
}

const SUMMARY: Extent = { groups: 8, pods: 0, whole: false }
/** With more pods than this the table would bury what stands below it: the page has them all. */
const FILE: Extent = { groups: 20, pods: 40, whole: true }

/** The summary of a run for a person at a terminal. */
export function renderSummary(report: Report, { color, width, paths }: SummaryOptions): string {
  const { sections, ...document } = describeReport(report, SUMMARY)
  return printOnTerminal({ ...document, sections: [...sections, ...filesSection(paths)] }, { color, width })
}

/** GitHub-flavoured Markdown that can be pasted into a pull request. */
export function renderMarkdown(report: Report): string {
  return printAsMarkdown(describeReport(report, FILE))
}

/** Verdict first, then why, then what happened to each kind of traffic and in each restart. */
function describeReport(report: Report, extent: Extent): Document {
  const { verdict, scenario } = report
  return {
    verdict: {
      ...SIGNS[verdict.status],
      word: STATUS_WORDS[verdict.status],
      title: describeTitle(report),
      facts: [describeTested(report), describeSla(report)].filter((fact) => fact !== ''),
      items: [],
    },
    sections: [
      ...section(undefined, [paragraph(extent.whole ? clean(scenario.about ?? '') : '')]),
      ...reasonSection(report),
      ...section(undefined, [trafficTable(report), ...answerTable(report)]),
      ...lifelineSection(report, extent),
      ...restartSection(report),
      ...podSection(report, extent),
      ...guaranteeSection(report),
      ...failureSection(report, extent),
      ...findingSection(report, extent),
      ...harnessSection(report, extent),
    ],
  }
}

/** The availability; empty where that requests succeeded is no news, as they led nowhere: the first reason says so. */
export function describeTested({ verdict, sla }: Report): string {
  const ledNowhere = verdict.reasons.some(({ code }) => code === 'only-client-errors' || code === 'only-redirects')
  return ledNowhere ? '' : describeAvailability(sla)
}

const SIGNS: Record<VerdictStatus, Sign> = {
  pass: { sign: '✓', tone: 'good' },
  fail: { sign: '✗', tone: 'bad' },
  inconclusive: { sign: '?', tone: 'doubtful' },
}

function reasonSection({ verdict }: Report): Section[] {
  const items = verdict.reasons.map(({ code, message }) => ({
    sign: SIGNS[verdict.status],
    lines: [{ text: clean(message), code }],
  }))
  return section('Why', [bulletList(items)])
}

function lifelineSection(report: Report, { groups }: Extent): Section[] {
  const ends = groupEnds(report)
  return section(undefined, [
    lifelineTable(report.lifelines),
    bulletList(ends.slice(0, groups).map((text) => item(text, SIGNS.fail))),
    paragraph(describeMore(ends.length - groups, 'more kind', ' of end')),
    paragraph(describeMissingEnds(report)),
  ])
}

function podSection({ pods = [] }: Report, extent: Extent): Section[] {
  if (extent.pods === 0) return []
  return section('Pods', [
    podTable(pods.slice(0, extent.pods)),
    paragraph(describeMore(pods.length - extent.pods, 'more pod')),
  ])
}

function failureSection(report: Report, extent: Extent): Section[] {
  const groups = groupFailures(report.failures)
  const items = groups.slice(0, extent.groups).map(
    ({ traffic, text, first }): Item => ({
      lines: [{ text: `${clean(traffic, 60)}: ${text}` }, { text: describeFirst(first), tone: 'quiet' }],
    }),
  )
  return section('Failures', [
    bulletList(items),
    paragraph(describeMore(groups.length - extent.groups, 'more kind', ' of failure')),
    paragraph(describeMissing(report)),
    paragraph(describeRetrying(report)),
  ])
}

function findingSection({ findings }: Report, { groups, whole }: Extent): Section[] {
  const shown = whole ? findings : findings.slice(0, groups)
  return section('Findings', [
    bulletList(shown.map((finding) => findingItem(finding, whole))),
    paragraph(describeMore(findings.length - shown.length, 'more finding')),
  ])
}

function findingItem({ title, explanation, evidence, remedy, references }: Finding, whole: boolean): Item {
  const [why, seen, advice] = [explanation, evidence, remedy].map((text) => clean(text, LONGEST_FINDING))
  const where = references.map((reference) => clean(reference)).join('; ')
  const lines = whole
    ? [`${why}`, `Seen: ${seen}`, `Remedy: ${advice}`, ...(where === '' ? [] : [`See: ${where}`])]
    : [`${seen}`, `→ ${advice}`]
  return { lines: [{ text: clean(title), strong: true }, ...lines.map((text) => ({ text }))] }
}

/** All that is known of the harness, or only what comes near to a limit. */
function harnessSection(report: Report, { whole }: Extent): Section[] {
  if (!whole)
    return section(
      'Harness',
      describeStrain(report).map((text) => paragraph(text)),
    )
  return section(undefined, [paragraph(describeEnvironment(report)), paragraph(describeHarness(report).join(' '))])
}

function describeMore(count: number, noun: string, of = ''): string {
  return count > 0 ? `… and ${countOf(count, noun)}${of} in the reports` : ''
}
