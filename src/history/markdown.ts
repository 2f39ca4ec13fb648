import type { History, ScenarioHistory } from '../model/history.ts'
import { clean } from '../text/clean.ts'
import { escapeMarkdown } from '../text/escape-markdown.ts'
import { describeHistory, LABEL_COLUMNS, RUN_COLUMNS } from './words.ts'

/** GitHub-flavoured Markdown: for each scenario how available it was, by label, and every run. */
export function renderHistoryMarkdown({ scenarios, unread }: History): string {
  const parts = [...scenarios.map(showScenario), list(unread)]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function showScenario(scenario: ScenarioHistory): string {
  const { name, labels, runs } = scenario
  const parts = [
    `## ${escapeMarkdown(clean(name, 120))}`,
    list(describeHistory(scenario)),
    labels.length > 1 ? table(LABEL_COLUMNS, labels) : '',
    table(RUN_COLUMNS, runs.toReversed()),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function table<Row>(columns: readonly { title: string; read(row: Row): string }[], rows: readonly Row[]): string {
  const rule = columns.map((_, i) => (i < 2 ? '---' : '--:'))
  const lines = rows.map((row) => columns.map(({ read }) => escapeMarkdown(read(row))))
  return [columns.map(({ title }) => title), rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${escapeMarkdown(clean(line, 2000))}`).join('\n')
}
