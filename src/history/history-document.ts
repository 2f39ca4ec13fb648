import type { History, ScenarioHistory } from '../model/history.ts'
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
  tableOf,
} from '../text/document.ts'
import { printAsMarkdown } from '../text/markdown.ts'
import { printOnTerminal } from '../text/terminal.ts'
import type { Terminal } from '../text/tones.ts'
import { describeHistory, LABEL_COLUMNS, RUN_COLUMNS } from './history-sentences.ts'

export interface HistoryOptions extends Terminal {
  /** The files that were written, as they should be shown. */
  paths: string[]
}

/** Runs that a terminal shows; the files have them all. */
const RUNS_SHOWN = 15

/** A history for a person at a terminal. */
export function renderHistory(history: History, { color, width, paths }: HistoryOptions): string {
  const { sections, ...document } = documentOf(history, RUNS_SHOWN)
  return printOnTerminal({ ...document, sections: [...sections, ...filesSection(paths)] }, { color, width })
}

/** GitHub-flavoured Markdown. */
export function renderHistoryMarkdown(history: History): string {
  return printAsMarkdown(documentOf(history, Infinity))
}

/** For each scenario how available it was, perhaps a drawing, the labels, and every run. */
export function historySections(history: History, draw: (scenario: ScenarioHistory) => readonly Block[]) {
  return documentOf(history, Infinity, draw).sections
}

function documentOf(
  { scenarios, unread }: History,
  runsShown: number,
  draw: (scenario: ScenarioHistory) => readonly Block[] = () => [],
): Document {
  return {
    title: 'Availability over time',
    sections: [
      ...scenarios.flatMap((scenario, i) => scenarioSection(scenario, runsShown, draw(scenario), `scenario-${i + 1}`)),
      ...section('Not read', [bulletList(unread.map((line) => item(clean(line, 400))))], 'unread'),
    ],
  }
}

function scenarioSection(
  scenario: ScenarioHistory,
  runsShown: number,
  figures: readonly Block[],
  id: string,
): Section[] {
  const { name, labels, runs } = scenario
  const recent = runs.slice(-runsShown).toReversed()
  const more = runs.length - recent.length
  return section(
    clean(name, 120),
    [
      bulletList(describeHistory(scenario).map((line) => item(clean(line, 2000)))),
      ...figures,
      tableOf(LABEL_COLUMNS, labels.length > 1 ? labels : [], { name: `${clean(name, 60)} by label` }),
      tableOf(RUN_COLUMNS, recent, { name: `Runs of ${clean(name, 60)}` }),
      paragraph(more > 0 ? `… and ${more} earlier in the reports` : ''),
    ],
    id,
  )
}
