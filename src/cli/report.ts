import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { CommandModule } from 'yargs'
import { buildHistory } from '../history/build-history.ts'
import { findReports } from '../history/find-reports.ts'
import { renderHistory, renderHistoryMarkdown } from '../history/history-document.ts'
import { renderHistoryHtml } from '../history/html.ts'
import { EXIT, worstExitCode } from '../model/exit-codes.ts'
import type { History } from '../model/history.ts'
import { writeFiles } from '../report/write-files.ts'
import { JOURNAL_FILE, renderRun } from '../run/render.ts'
import { printProblems, printResult, printResultPage, shorten } from './summary.ts'
import { UsageError } from './usage-error.ts'

/** The files of a history, one line each. */
const HISTORY_FORMATS: readonly { file: string; render: (history: History) => string }[] = [
  { file: 'history.html', render: renderHistoryHtml },
  { file: 'history.json', render: (history) => `${JSON.stringify(history, null, 2)}\n` },
  { file: 'history.md', render: renderHistoryMarkdown },
]

interface ReportArguments {
  run: string[] | undefined
  history: string | undefined
  json: boolean | undefined
}

/** `hitless report`: the same reports again, from the journal alone, also of a run that was killed; or many runs as one. */
export function reportCommand(finish: (exitCode: number) => void): CommandModule<object, ReportArguments> {
  return {
    command: 'report [run..]',
    describe: 'Render reports again from their journals, or combine many runs into one report',
    builder: (yargs) =>
      yargs
        .positional('run', { type: 'string', array: true, describe: 'Run folders' })
        .option('history', {
          type: 'string',
          requiresArg: true,
          describe: 'Combine all runs below this folder into an availability report, written there',
        })
        .option('json', { type: 'boolean', describe: 'Print the report as JSON on stdout, everything else on stderr' })
        .example('$0 report reports/node-cluster-20260301-120000', 'the reports of one run again')
        .example('$0 report --history reports', 'availability over time'),
    handler: async ({ run = [], history, json = false }) => {
      if (history === undefined) return finish(await renderAll(run, json))
      if (run.length > 0) throw new UsageError('Expected run folders or --history FOLDER, found both.')
      finish(await printHistory(resolve(history), json))
    },
  }
}

async function renderAll(runs: readonly string[], json: boolean): Promise<number> {
  if (runs.length === 0) throw new UsageError('Expected a run folder or --history FOLDER, found neither.')
  const exitCodes: number[] = []
  for (const folder of runs.map(findRun)) exitCodes.push(printResult(await renderRun(folder), json))
  return worstExitCode(exitCodes)
}

function findRun(path: string): string {
  const folder = resolve(path)
  if (existsSync(join(folder, JOURNAL_FILE))) return folder
  throw new UsageError(`${path}: expected a run folder, but it has no ${JOURNAL_FILE}.`)
}

/** Gathers the runs below a folder, tells of them, writes what came of it there, and returns the exit code. */
async function printHistory(folder: string, json: boolean): Promise<number> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`${folder}: expected run folders in it, found none.`)
  const history = buildHistory(findReports(folder))
  if (history.scenarios.length === 0) {
    const why = history.unread.length === 0 ? '' : `\n${history.unread.join('\n')}`
    throw new UsageError(`${folder}: expected run folders in it, but none has a readable report.json.${why}`)
  }
  const files = HISTORY_FORMATS.map(({ file, render }) => ({ file, text: render(history) }))
  const { paths, problems } = await writeFiles(folder, files, 'Is the folder writable?')
  printResultPage(json ? history : undefined, (page) => renderHistory(history, { ...page, paths: paths.map(shorten) }))
  printProblems(problems)
  return problems.length > 0 ? EXIT.usage : EXIT.pass
}
