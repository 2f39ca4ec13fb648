import { countFailures } from '../model/outcome.ts'
import type { GuaranteeReport, Report, RestartReport } from '../model/report.ts'
import { clean } from '../text/clean.ts'
import { bulletList, type Item, type ItemLine, paragraph, type Section, type Sign, section } from '../text/document.ts'
import { describeBaseline, describeResolution, describeService, describeSignalled } from './restart-sentences.ts'
import {
  describeFates,
  describeGenerations,
  describeGuarantee,
  describeProjection,
  describeTimes,
  describeWindows,
} from './sla-sentences.ts'
import { describeTls } from './tls-sentences.ts'

/** Each restart, and what they come to together. */
export function restartSection(report: Report): Section[] {
  if (report.restarts.length === 0) return []
  const sums = [
    describeBaseline(report),
    describeWindows(report.sla),
    describeResolution(report),
    describeProjection(report),
  ]
  return section('Restarts', [
    bulletList(report.restarts.map((restart) => restartItem(restart, report.restarts.length))),
    ...sums.map((text) => paragraph(text)),
  ])
}

function restartItem(restart: RestartReport, of: number): Item {
  const state = restart.observed ? (restart.drained ? '' : 'not drained: ') : 'not observed: '
  const lost = countFailures(restart.outcomes) > 0
  const ended = restart.lifelines.cut + restart.lifelines.stalled > 0
  const more = [
    ...describeSignalled(restart),
    describeTls(restart),
    `generation ${describeGenerations(restart)}`,
    clean(restart.detail ?? ''),
  ]
  const lines: ItemLine[] = [
    { text: state + describeTimes(restart) },
    { text: describeService(restart), tone: lost ? 'bad' : 'quiet' },
    { text: describeFates(restart), tone: ended ? 'bad' : 'quiet' },
    ...more.map((text): ItemLine => ({ text, tone: 'quiet' })),
  ]
  return {
    sign: state === '' ? signOf(lost || ended) : { sign: '✗', tone: 'bad' },
    label: `${restart.index}/${of}`,
    lines: lines.filter(({ text }) => text !== ''),
  }
}

function signOf(harm: boolean): Sign {
  return harm ? { sign: '!', tone: 'doubtful' } : { sign: '✓', tone: 'good' }
}

const GUARANTEE_SIGNS: Record<GuaranteeReport['status'], Sign> = {
  held: { sign: '✓', tone: 'good' },
  broken: { sign: '✗', tone: 'bad' },
  'not-observed': { sign: '?', tone: 'doubtful' },
}

export function guaranteeSection({ guarantees }: Report): Section[] {
  return section('Guarantees', [bulletList(guarantees.map(guaranteeItem))])
}

function guaranteeItem(guarantee: GuaranteeReport): Item {
  const { id, status, required } = guarantee
  // What is not required is worth knowing, but it is not what a verdict rests on.
  const sign: Sign = status === 'broken' && !required ? { sign: '!', tone: 'doubtful' } : GUARANTEE_SIGNS[status]
  return { sign, label: id, lines: [{ text: describeGuarantee(guarantee) }] }
}
