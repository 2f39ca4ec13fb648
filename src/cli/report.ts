import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { CommandModule } from 'yargs'
import { worstExitCode } from '../model/exit-codes.ts'
import { JOURNAL, renderRun } from '../render.ts'
import { tellResult } from './summary.ts'
import { UsageError } from './usage-error.ts'

interface ReportArguments {
  run: string[]
}

/** `hitless report`: the same reports again, from the journal alone, also of a run that was killed. */
export function reportCommand(finish: (exitCode: number) => void): CommandModule<object, ReportArguments> {
  return {
    command: 'report <run..>',
    describe: 'Render the reports of runs again, from their journals',
    builder: (yargs) =>
      yargs.positional('run', { type: 'string', array: true, demandOption: true, describe: 'Folders of runs' }),
    handler: async ({ run }) => {
      const exitCodes: number[] = []
      for (const folder of run.map(findRun)) {
        exitCodes.push(tellResult(await renderRun(folder)))
      }
      finish(worstExitCode(exitCodes))
    },
  }
}

function findRun(path: string): string {
  const folder = resolve(path)
  if (existsSync(join(folder, JOURNAL))) return folder
  throw new UsageError(`${path}: expected the folder of a run, but there is no ${JOURNAL} in it.`)
}
