import type { CommandModule } from 'yargs'
import { worstExitCode } from '../model/exit-codes.ts'
import { announceRun } from './announce.ts'
import { runInCluster } from './in-cluster.ts'
import { onInterrupt } from './interrupt.ts'
import { planRuns, runPlanned } from './planned-runs.ts'
import { type FlagArguments, RUN_FLAGS } from './run-flags.ts'
import { printResult } from './summary.ts'

interface RunArguments extends FlagArguments {
  scenario: string[] | undefined
  out: string | undefined
  label: string | undefined
  quiet: boolean | undefined
  json: boolean | undefined
  'in-cluster': string | undefined
}

/** `hitless run`: runs scenarios one after the other, judges them and writes their reports. */
export function runCommand(finish: (exitCode: number) => void): CommandModule<object, RunArguments> {
  return {
    command: 'run [scenario..]',
    describe: 'Restart a service under load and judge what its clients saw',
    builder: (yargs) =>
      yargs
        .positional('scenario', {
          type: 'string',
          array: true,
          describe: 'Scenario files; without files and flags, the embedded default server',
        })
        .options(RUN_FLAGS)
        .option('out', {
          type: 'string',
          requiresArg: true,
          describe: 'Run folder (with several scenarios, the parent of their folders)',
          defaultDescription: 'reports/NAME-TIME',
        })
        .option('label', {
          type: 'string',
          requiresArg: true,
          describe: 'Label of what is tested, such as a version; `report --history` groups runs by it',
        })
        .option('in-cluster', {
          type: 'string',
          requiresArg: true,
          describe: 'Run as a Job in the cluster of target.kubernetes, from this image of hitless',
        })
        .option('json', { type: 'boolean', describe: 'Print the report as JSON on stdout, everything else on stderr' })
        .option('quiet', { alias: 'q', type: 'boolean', describe: 'No progress, only the summary' })
        .example('$0 run scenarios/nginx/reload.yaml', 'a scenario file')
        .example("$0 run --start 'node server.js' --url http://127.0.0.1:3000 --restart HUP", 'a command of your own')
        .example("$0 run --url http://127.0.0.1:8080 --restart 'nginx -s reload'", 'a running server')
        .example('$0 run --in-cluster registry.example/hitless:0.1.0 shop.yaml', 'from within the cluster'),
    handler: async (options) => {
      const interrupt = onInterrupt()
      const exitCodes: number[] = []
      for (const run of planRuns(options)) {
        if (interrupt.aborted) break
        const { label, quiet = false, 'in-cluster': image, restarts } = options
        const rendered = await (image === undefined
          ? runPlanned({ ...run, label }, interrupt, quiet)
          : runInCluster({ ...run, label, restarts, quiet, image, interrupt }))
        exitCodes.push(printResult(rendered, options.json ?? false))
        await announceRun(rendered.report, process.env)
      }
      finish(worstExitCode(exitCodes))
    },
  }
}
