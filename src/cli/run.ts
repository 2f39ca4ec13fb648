import { appendFileSync } from 'node:fs'
import { chalkStderr } from 'chalk'
import type { CommandModule } from 'yargs'
import { worstExitCode } from '../model/exit-codes.ts'
import type { Report } from '../model/report.ts'
import { annotate, summarizeStep } from '../report/ci/github.ts'
import { ExportError, exportReport } from '../report/ci/otlp.ts'
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

/**
 * Publishes a run to those whom the environment names: GitHub Actions, an OpenTelemetry collector. What does not work there is said on
 * stderr and changes nothing of the verdict.
 */
async function announceRun(report: Report, env: NodeJS.ProcessEnv): Promise<void> {
  // Runners read workflow commands from both streams; stdout may belong to a machine.
  if (env['GITHUB_ACTIONS'] === 'true') process.stderr.write(annotate(report, env['GITHUB_WORKSPACE']))
  const summary = env['GITHUB_STEP_SUMMARY']
  if (summary !== undefined && summary !== '') attempt(() => appendFileSync(summary, summarizeStep(report)))
  if (env['OTEL_EXPORTER_OTLP_ENDPOINT'] === undefined) return
  await exportReport(report).catch((error: unknown) => {
    if (!(error instanceof ExportError)) throw error
    warn(error.message)
  })
}

function attempt(write: () => void): void {
  try {
    write()
  } catch (error) {
    warn(`the summary of the step could not be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function warn(message: string): void {
  process.stderr.write(`${chalkStderr.yellow('warning')}: ${message}\n`)
}
