import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CommandModule } from 'yargs'
import { worstExitCode } from '../model/exit-codes.ts'
import type { RunSettings } from '../run.ts'
import { runScenario } from '../run.ts'
import { scenarioFromFlags } from '../scenario/flags.ts'
import { readScenario } from '../scenario/read.ts'
import { resolveScenario } from '../scenario/resolve.ts'
import { onInterrupt } from './interrupt.ts'
import { showProgress } from './progress.ts'
import { type FlagArguments, RUN_FLAGS, readFlags } from './run-flags.ts'
import { tellResult } from './summary.ts'
import { UsageError } from './usage-error.ts'

interface RunArguments extends FlagArguments {
  scenario: string[] | undefined
  out: string | undefined
  quiet: boolean | undefined
}

/** What is run where nothing is named: a server that comes with hitless. */
const EMBEDDED = fileURLToPath(new URL('../../scenarios/node/rolling-restart.yaml', import.meta.url))

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
          describe: 'Scenario files; without one and without flags: the embedded default server',
        })
        .options(RUN_FLAGS)
        .option('out', {
          type: 'string',
          requiresArg: true,
          describe: "The run's folder (of several scenarios: the folder of their folders)",
          defaultDescription: 'reports/NAME-TIME',
        })
        .option('quiet', { alias: 'q', type: 'boolean', describe: 'No progress, only the summary' })
        .example('$0 run scenarios/nginx/reload.yaml', 'a scenario file')
        .example("$0 run --start 'node server.js' --url http://127.0.0.1:3000 --restart HUP", 'a command of your own')
        .example("$0 run --url http://127.0.0.1:8080 --restart 'nginx -s reload'", 'a server that already runs'),
    handler: async (options) => {
      const interrupt = onInterrupt()
      const exitCodes: number[] = []
      for (const job of planJobs(options)) {
        if (interrupt.aborted) break
        exitCodes.push(await runJob(job, interrupt, options.quiet ?? false))
      }
      finish(worstExitCode(exitCodes))
    },
  }
}

type Job = Pick<RunSettings, 'resolve' | 'here' | 'folder'>

function planJobs({ scenario = [], out, ...rest }: RunArguments): Job[] {
  const flags = readFlags(rest)
  if (flags !== undefined) {
    if (scenario.length > 0) throw new UsageError('Expected a scenario file or flags that describe a run, found both.')
    const here = process.cwd()
    return [
      {
        resolve: (variables) => scenarioFromFlags(flags, variables),
        here,
        folder: folderOf(flags.name ?? nameOf(flags.url), out),
      },
    ]
  }
  const files = scenario.length > 0 ? scenario : [EMBEDDED]
  // All are read before the first is run: a mistake in the last one should not cost the time of the others.
  return files.map((file) => {
    const source = readScenario(file)
    const inside = out !== undefined && files.length > 1 ? join(out, slug(source.name)) : out
    const folder = folderOf(source.name, inside)
    return { resolve: (variables) => resolveScenario(source, variables), here: source.here, folder }
  })
}

async function runJob(job: Job, interrupt: AbortSignal, quiet: boolean): Promise<number> {
  const progress = showProgress(quiet)
  try {
    const rendered = await runScenario({ ...job, interrupt, watch: progress.entry })
    progress.close()
    return tellResult(rendered)
  } finally {
    progress.close()
  }
}

function folderOf(name: string, out: string | undefined): string {
  if (out !== undefined) return resolve(out)
  const folder = resolve('reports', `${slug(name)}-${timestamp(new Date())}`)
  return existsSync(folder) ? `${folder}-${process.pid}` : folder
}

function nameOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : 'run'
}

function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'run'
  )
}

/** Local time to the second, as in 20260523-141503. */
function timestamp(at: Date): string {
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}
