import { statSync } from 'node:fs'
import { buildHistory } from '../history/build-history.ts'
import { findReports } from '../history/find-reports.ts'
import { HISTORY_FORMATS } from '../history/formats.ts'
import { renderHistory } from '../history/history-document.ts'
import { EXIT } from '../model/exit-codes.ts'
import { writeFiles } from '../report/write-files.ts'
import { printProblems, printResultPage, shorten } from './summary.ts'
import { UsageError } from './usage-error.ts'

/** Gathers the runs below a folder, tells of them, writes what came of it there, and returns the exit code. */
export async function printHistory(folder: string, json: boolean): Promise<number> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`${folder}: expected a folder with runs below it, found none.`)
  const history = buildHistory(findReports(folder))
  if (history.scenarios.length === 0) {
    const why = history.unread.length === 0 ? '' : `\n${history.unread.join('\n')}`
    throw new UsageError(`${folder}: expected runs below it, but no report.json there can be read.${why}`)
  }
  const files = HISTORY_FORMATS.map(({ file, render }) => ({ file, text: render(history) }))
  const { paths, problems } = await writeFiles(folder, files, 'Is the folder writable?')
  printResultPage(json ? history : undefined, (page) => renderHistory(history, { ...page, paths: paths.map(shorten) }))
  printProblems(problems)
  return problems.length > 0 ? EXIT.usage : EXIT.pass
}
