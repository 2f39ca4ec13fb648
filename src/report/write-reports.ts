import type { Ledger } from '../model/ledger.ts'
import type { Report } from '../model/report.ts'
import { FORMATS } from './formats.ts'
import { type Written, writeFiles } from './write-files.ts'

const REMEDY = 'The journal is kept: once the file can be written, render the reports again with hitless report.'

/** Writes the report in every format into the run's folder. */
export function writeReports(folder: string, report: Report, ledger: Ledger): Promise<Written> {
  const files = FORMATS.map(({ file, render }) => ({ file, text: render(report, ledger) }))
  return writeFiles(folder, files, REMEDY)
}
