import yargs from 'yargs'
import { EXIT } from '../model/exit-codes.ts'
import { readVersion } from '../version.ts'
import { calibrateCommand } from './calibrate.ts'
import { compareCommand } from './compare.ts'
import { doctorCommand } from './doctor.ts'
import { describeFailure } from './failure.ts'
import { initCommand } from './init.ts'
import { planCommand } from './plan.ts'
import { reportCommand } from './report.ts'
import { runCommand } from './run.ts'
import { schemaCommand } from './schema.ts'
import { UsageError } from './usage-error.ts'

const EPILOGUE = `Exit codes: 0 pass · 1 SLA or guarantee failed · 2 usage or scenario error · 3 inconclusive
4 target could not be launched, never became ready, or died · 130 interrupted`

/** Runs one command line and returns its exit code; errors have been printed on stderr by then. */
export async function runCommandLine(words: string[]): Promise<number> {
  let exitCode: number = EXIT.pass
  const finish = (code: number) => {
    exitCode = code
  }
  try {
    await yargs(words)
      .scriptName('hitless')
      .usage('$0 COMMAND\n\nProves, or disproves, that a service can be restarted without losing a request.')
      .command(runCommand(finish))
      .command(compareCommand(finish))
      .command(reportCommand(finish))
      .command(planCommand(finish))
      .command(calibrateCommand(finish))
      .command(initCommand())
      .command(doctorCommand(finish))
      .command(schemaCommand())
      .demandCommand(1, 1, 'Expected a command. `hitless run` restarts the embedded default server.')
      .recommendCommands()
      .strict()
      .version(readVersion())
      .alias({ h: 'help' })
      .wrap(Math.min(100, process.stdout.columns ?? 100))
      .epilogue(EPILOGUE)
      .exitProcess(false)
      .showHelpOnFail(false)
      .fail((message, error) => {
        throw error ?? new UsageError(message)
      })
      .parseAsync()
    return exitCode
  } catch (error) {
    const failure = describeFailure(error)
    process.stderr.write(`${failure.text}\n`)
    return failure.exitCode
  }
}
