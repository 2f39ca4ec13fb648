import { join } from 'node:path'
import { buildLedger } from '../ledger/build.ts'
import { readJournal } from '../ledger/journal.ts'
import { buildTimeline } from '../ledger/timeline.ts'
import type { Ledger } from '../model/ledger.ts'
import type { Report } from '../model/report.ts'
import { buildReport } from '../report/build-report.ts'
import { FORMATS } from '../report/formats.ts'
import { type Written, writeFiles } from '../report/write-files.ts'
import { stepTraitsOf } from '../restart/index.ts'
import { traitsOf } from '../traffic/index.ts'
import { judge } from '../verdict/judge.ts'

export const JOURNAL_FILE = 'journal.ndjson'

export interface Rendered extends Written {
  report: Report
}

/** Computes the report of a run from its journal, and from nothing else. */
export async function readReport(folder: string): Promise<Report> {
  return (await readRun(folder)).report
}

/** Computes the report of a run from its journal and writes it into the run's folder in every format. */
export async function renderRun(folder: string): Promise<Rendered> {
  const { ledger, report } = await readRun(folder)
  return { report, ...(await writeReports(folder, report, ledger)) }
}

async function readRun(folder: string): Promise<{ ledger: Ledger; report: Report }> {
  const ledger = await buildLedger(readJournal(join(folder, JOURNAL_FILE)), traitsOf, stepTraitsOf)
  return { ledger, report: buildReport(ledger, judge(ledger), buildTimeline(ledger)) }
}

const REMEDY = 'The journal is kept: once the file can be written, render the reports again with hitless report.'

/** Writes the report in every format into the run's folder. */
export function writeReports(folder: string, report: Report, ledger: Ledger): Promise<Written> {
  const files = FORMATS.map(({ file, render }) => ({ file, text: render(report, ledger) }))
  return writeFiles(folder, files, REMEDY)
}
