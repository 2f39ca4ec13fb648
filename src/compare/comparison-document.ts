import type { Comparison, Strategy } from '../model/comparison.ts'
import type { VerdictStatus } from '../model/verdict.ts'
import { clean } from '../text/clean.ts'
import {
  type Block,
  bulletList,
  type Document,
  filesSection,
  item,
  paragraph,
  type Section,
  section,
  type Tone,
  tableOf,
} from '../text/document.ts'
import { printAsMarkdown } from '../text/markdown.ts'
import { printOnTerminal } from '../text/terminal.ts'
import type { Terminal } from '../text/tones.ts'
import { COLUMNS } from './columns.ts'
import { describeBaselineDifference, statusOf } from './difference-sentences.ts'
import { describeMethod, describeRanking } from './ranking-sentences.ts'

export interface ComparisonOptions extends Terminal {
  /** The files that were written, as they should be shown. */
  paths: string[]
}

/** A comparison for a person at a terminal. */
export function renderComparison(comparison: Comparison, { color, width, paths }: ComparisonOptions): string {
  const { sections, ...document } = describeComparison(comparison)
  return printOnTerminal({ ...document, sections: [...sections, ...filesSection(paths)] }, { color, width })
}

/** GitHub-flavoured Markdown. */
export function renderComparisonMarkdown(comparison: Comparison): string {
  return printAsMarkdown(describeComparison(comparison))
}

/** What became worse, the strategies side by side, and the ranking in words. */
function describeComparison(comparison: Comparison): Document {
  const { strategies } = comparison
  return {
    title: strategies.length === 1 ? 'One strategy' : `${strategies.length} restart strategies, best first`,
    sections: [
      ...baselineSection(comparison),
      ...section('Side by side', [tableOfStrategies(strategies)], 'table'),
      ...rankingSection(comparison),
    ],
  }
}

/** The same with drawings of the runs, for a page whose head says the first sentence. */
export function comparisonSections(comparison: Comparison, figures: readonly Block[]): Section[] {
  const { sections } = describeComparison(comparison)
  return [...sections, ...section('From the first restart on', figures, 'timelines')]
}

const TONES: Record<VerdictStatus, Tone> = { pass: 'good', inconclusive: 'doubtful', fail: 'bad' }

function baselineSection(comparison: Comparison): Section[] {
  const { baseline } = comparison
  const tone = TONES[baseline === null ? 'pass' : statusOf(baseline)]
  const items = describeBaselineDifference(comparison).map((line) => ({ lines: [{ text: clean(line, 2000), tone }] }))
  return section('Against the baseline', [bulletList(items)], 'baseline')
}

function tableOfStrategies(strategies: readonly Strategy[]): Block {
  return tableOf(COLUMNS, strategies, { name: 'The strategies, best first' })
}

function rankingSection(comparison: Comparison): Section[] {
  const places = describeRanking(comparison).map(({ rank, text }) => ({ ...item(clean(text, 2000)), place: rank }))
  return section('Ranking', [bulletList(places), paragraph(describeMethod(comparison), 'quiet')], 'ranking')
}
