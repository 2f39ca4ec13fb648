import type { Comparison } from '../model/comparison.ts'
import { clean } from '../text/clean.ts'
import { escapeMarkdown } from '../text/escape-markdown.ts'
import { COLUMNS } from './columns.ts'
import { describeMethod, describeRanking } from './ranking-words.ts'
import { describeBaseline } from './words.ts'

/** GitHub-flavoured Markdown: what became worse, the table, the ranking in words. */
export function renderComparisonMarkdown(comparison: Comparison): string {
  const parts = [
    `## ${comparison.strategies.length === 1 ? 'One strategy' : `${comparison.strategies.length} restart strategies, best first`}`,
    list(describeBaseline(comparison)),
    table(comparison),
    showRanking(comparison),
    escapeMarkdown(describeMethod(comparison)),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function table({ strategies }: Comparison): string {
  const rule = COLUMNS.map((_, i) => (i === 0 ? '---' : '--:'))
  const rows = strategies.map((strategy) => COLUMNS.map(({ read }) => escapeMarkdown(read(strategy))))
  return [COLUMNS.map(({ title }) => title), rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function showRanking(comparison: Comparison): string {
  const places = describeRanking(comparison)
  return places.map(({ rank, text }) => `${rank === null ? '-' : `${rank}.`} ${escapeMarkdown(text)}`).join('\n')
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${escapeMarkdown(clean(line, 2000))}`).join('\n')
}
