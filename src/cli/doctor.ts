import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandModule } from 'yargs'
import { examine } from '../doctor/examine.ts'
import { thisMachine } from '../doctor/machine.ts'
import { renderCheckup } from '../doctor/terminal.ts'
import { EXIT } from '../model/exit-codes.ts'
import type { Scenario } from '../model/scenario.ts'
import { packageFile } from '../package-files.ts'
import { previewScenario } from '../run/prepare.ts'
import { ScenarioError } from '../scenario/errors/scenario-error.ts'
import { planFileRuns } from './planned-runs.ts'
import { printResultPage } from './summary.ts'

interface DoctorArguments {
  scenario: string[] | undefined
  json: boolean | undefined
}

/** The scenarios that come with hitless. */
const LIBRARY = packageFile('scenarios')

/** `hitless doctor`: what this machine lacks, in general and for the scenarios named. Exit code 1 where runs cannot be made. */
export function doctorCommand(finish: (exitCode: number) => void): CommandModule<object, DoctorArguments> {
  return {
    command: 'doctor [scenario..]',
    describe: 'Check this machine, and show how to install what scenarios need',
    builder: (yargs) =>
      yargs
        .positional('scenario', {
          type: 'string',
          array: true,
          describe: 'Scenario files to check for; default: those that come with hitless',
        })
        .option('json', { type: 'boolean', describe: 'Print the result as JSON on stdout, everything else on stderr' })
        .example('$0 doctor scenarios/nginx/reload.yaml', 'can it run here?'),
    handler: ({ scenario = [], json = false }) => {
      const wanted = preview(scenario)
      const checkup = examine(thisMachine(), wanted, wanted.length > 0 ? [] : previewLibrary())
      printResultPage(json ? checkup : undefined, (page) => renderCheckup(checkup, page))
      finish(checkup.ready ? EXIT.pass : EXIT.fail)
    },
  }
}

function preview(files: readonly string[]): Scenario[] {
  return planFileRuns(files, () => '').map(({ resolve, here }) => previewScenario(resolve, here, here))
}

function previewLibrary(): Scenario[] {
  const names = readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
  return names.flatMap((name) => {
    try {
      return preview([join(LIBRARY, name)])
    } catch (error) {
      // Servers have files of that kind of their own, and some scenarios want a variable of the environment.
      if (error instanceof ScenarioError) return []
      throw error
    }
  })
}
