import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { CommandModule } from 'yargs'
import { worstExitCode } from '../model/exit-codes.ts'
import { JOURNAL_FILE, renderRun } from '../run/render.ts'
import { printHistory } from './history.ts'
import { printResult } from './summary.ts'
import { UsageError } from './usage-error.ts'

interface ReportArguments {
  run: string[] | undefined
  history: string | undefined
  json: boolean | undefined
}

/** `hitless report`: the same reports again, from the journal alone, also of a run that was killed; or many runs as one. */
export function reportCommand(finish: (exitCode: number) => void): CommandModule<object, ReportArguments> {
  return {
    command: 'report [run..]',
    describe: 'Render the reports of runs again, from their journals, or gather them into one',
    builder: (yargs) =>
      yargs
        .positional('run', { type: 'string', array: true, describe: 'Folders of runs' })
        .option('history', {
          type: 'string',
          requiresArg: true,
          describe: 'Gather all runs below this folder into an availability report, which is written into it',
        })
        .option('json', { type: 'boolean', describe: 'The report as JSON on stdout, all else on stderr' })
        .example('$0 report reports/node-cluster-20260301-120000', 'the reports of one run again')
        .example('$0 report --history reports', 'availability over time'),
    handler: async ({ run = [], history, json = false }) => {
      if (history === undefined) return finish(await renderAll(run, json))
      if (run.length > 0) throw new UsageError('Expected folders of runs or --history FOLDER, found both.')
      finish(await printHistory(resolve(history), json))
    },
  }
}

async function renderAll(runs: readonly string[], json: boolean): Promise<number> {
  if (runs.length === 0) throw new UsageError('Expected the folder of a run, or --history FOLDER, found neither.')
  const exitCodes: number[] = []
  for (const folder of runs.map(findRun)) exitCodes.push(printResult(await renderRun(folder), json))
  return worstExitCode(exitCodes)
}

function findRun(path: string): string {
  const folder = resolve(path)
  if (existsSync(join(folder, JOURNAL_FILE))) return folder
  throw new UsageError(`${path}: expected the folder of a run, but there is no ${JOURNAL_FILE} in it.`)
}
