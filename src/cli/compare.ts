import { join } from 'node:path'
import type { CommandModule } from 'yargs'
import { compareRuns, findReport } from '../compare/compare-runs.ts'
import { renderComparison } from '../compare/comparison-document.ts'
import { statusOf } from '../compare/difference-sentences.ts'
import { EXIT, worstExitCode } from '../model/exit-codes.ts'
import type { Report } from '../model/report.ts'
import { onInterrupt } from './interrupt.ts'
import { folderOf, type PlannedRun, planFileRuns, readRestarts, runPlanned, slug } from './planned-runs.ts'
import { printProblems, printResultPage, shorten } from './summary.ts'

interface CompareArguments {
  what: string[]
  baseline: string | undefined
  restarts: string | undefined
  out: string | undefined
  quiet: boolean | undefined
  json: boolean | undefined
}

/** `hitless compare`: strategies side by side, from scenarios that it runs one after the other, or from reports. */
export function compareCommand(finish: (exitCode: number) => void): CommandModule<object, CompareArguments> {
  return {
    command: 'compare <what..>',
    describe: 'Compare restart strategies, or a run with an earlier one',
    builder: (yargs) =>
      yargs
        .positional('what', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'Scenario files (run one after another), run folders, or report.json files',
        })
        .option('baseline', {
          type: 'string',
          requiresArg: true,
          describe:
            'An earlier run; exit code 1 if the result is significantly worse or fails, 3 if there are too few restarts to tell',
        })
        .option('restarts', {
          type: 'string',
          requiresArg: true,
          describe: 'Number of restarts per scenario, instead of its own',
        })
        .option('out', {
          type: 'string',
          requiresArg: true,
          describe: 'Output folder',
          defaultDescription: 'reports/compare-TIME',
        })
        .option('json', {
          type: 'boolean',
          describe: 'Print the comparison as JSON on stdout, everything else on stderr',
        })
        .option('quiet', { alias: 'q', type: 'boolean', describe: 'No progress, only the comparison' })
        .example('$0 compare scenarios/nginx/reload.yaml scenarios/broken/nginx-stop-start.yaml', 'two strategies')
        .example('$0 compare reports/new --baseline reports/last-release', 'is it worse?'),
    handler: async (options) => finish(await compare(options)),
  }
}

async function compare({
  what,
  baseline,
  restarts,
  out,
  quiet = false,
  json = false,
}: CompareArguments): Promise<number> {
  const folder = folderOf('compare', out)
  // What is read is read first: a mistake there should not cost the time of a run.
  const earlier = baseline === undefined ? undefined : await findReport(baseline)
  const read = await Promise.all(what.map(async (path) => (isScenario(path) ? undefined : await findReport(path))))
  const place = (name: string, index: number) => join(folder, `${index + 1}-${slug(name)}`)
  const runs = planFileRuns(what.filter(isScenario), place, readRestarts(restarts))
  const interrupt = onInterrupt()
  const reports = await collectReports(read, runs, interrupt, quiet)
  if (interrupt.aborted) return EXIT.interrupted
  const { comparison, paths, problems } = await compareRuns(reports, earlier, folder)
  printResultPage(json ? comparison : undefined, (page) =>
    renderComparison(comparison, { ...page, paths: paths.map(shorten) }),
  )
  printProblems(problems)
  return worstExitCode([
    ...reports.map(codeOf),
    comparison.baseline === null ? EXIT.pass : EXIT[statusOf(comparison.baseline)],
  ])
}

/** One report for each that was named, in their order: those that were read, and in the places left between them those of the runs. */
async function collectReports(
  read: readonly (Report | undefined)[],
  runs: readonly PlannedRun[],
  interrupt: AbortSignal,
  quiet: boolean,
): Promise<Report[]> {
  const waiting = [...runs]
  const reports: Report[] = []
  for (const report of read) {
    const run = report === undefined ? waiting.shift() : undefined
    if (interrupt.aborted) break
    const found = run === undefined ? report : (await runPlanned(run, interrupt, quiet)).report
    if (found !== undefined) reports.push(found)
  }
  return reports
}

function isScenario(path: string): boolean {
  return /\.ya?ml$/.test(path)
}

/** A comparison is no judgement on what is compared: only runs without a verdict of their own count. */
function codeOf({ verdict }: Report): number {
  return verdict.exitCode === EXIT.target || verdict.exitCode === EXIT.interrupted ? verdict.exitCode : EXIT.pass
}
