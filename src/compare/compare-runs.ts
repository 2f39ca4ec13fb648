import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Comparison } from '../model/comparison.ts'
import type { Report } from '../model/report.ts'
import { readReportFile } from '../report/read-report.ts'
import { type Written, writeFiles } from '../report/write-files.ts'
import { JOURNAL_FILE, readReport } from '../run/render.ts'
import { compareReports } from './compare-reports.ts'
import { renderComparisonMarkdown } from './comparison-document.ts'
import { renderComparisonHtml } from './html.ts'
import { renderComparisonPicture } from './picture.ts'

/** The files of a comparison, one line each. */
const COMPARISON_FORMATS: readonly { file: string; render: (comparison: Comparison) => string }[] = [
  { file: 'comparison.html', render: renderComparisonHtml },
  { file: 'comparison.json', render: (comparison) => `${JSON.stringify(comparison, null, 2)}\n` },
  { file: 'comparison.md', render: renderComparisonMarkdown },
  { file: 'comparison.svg', render: renderComparisonPicture },
]

export interface Compared extends Written {
  comparison: Comparison
}

/** Holds reports side by side, and against an earlier one, and writes what came of it into a folder in every format. */
export async function compareRuns(
  reports: readonly Report[],
  baseline: Report | undefined,
  folder: string,
): Promise<Compared> {
  const comparison = compareReports(reports, baseline)
  mkdirSync(folder, { recursive: true })
  const files = COMPARISON_FORMATS.map(({ file, render }) => ({ file, text: render(comparison) }))
  return { comparison, ...(await writeFiles(folder, files, 'Choose another folder with --out.')) }
}

/**
 * The report of a run's folder, from its journal where it is still there, or of a report.json.
 *
 * @throws UnreadableReport
 */
export async function findReport(path: string): Promise<Report> {
  if (existsSync(join(path, JOURNAL_FILE))) return await readReport(path)
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  return readReportFile(isFolder ? join(path, 'report.json') : path)
}
