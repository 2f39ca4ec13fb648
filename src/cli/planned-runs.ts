import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Scenario } from '../model/scenario.ts'
import { packageFile } from '../package-files.ts'
import { resolveScenario, scenarioFromFlags } from '../run/read-scenario.ts'
import type { Rendered } from '../run/render.ts'
import { type RunSettings, runScenario } from '../run.ts'
import { readScenario, type ScenarioSource } from '../scenario/read.ts'
import { showProgress } from './progress.ts'
import { type FlagArguments, readFlags } from './run-flags.ts'
import { UsageError } from './usage-error.ts'

/** A run that has been asked for. */
export interface PlannedRun extends Pick<RunSettings, 'resolve' | 'here' | 'folder' | 'label' | 'leaveOut'> {
  /** Of a scenario file, what stands in it. */
  source?: ScenarioSource
}

/** What is run where nothing is named: a server that comes with hitless. */
const EMBEDDED = packageFile('scenarios/node/rolling-restart.yaml')

export interface PlannedRunArguments extends FlagArguments {
  scenario: string[] | undefined
  out: string | undefined
}

/** What a command line asks to be run: scenario files, or what its flags describe. */
export function planRuns({ scenario = [], out, ...rest }: PlannedRunArguments): PlannedRun[] {
  const flags = readFlags(rest)
  if (flags !== undefined && scenario.length === 0) {
    const here = process.cwd()
    return [
      {
        resolve: (variables, check) => scenarioFromFlags(flags, variables, check),
        here,
        folder: folderOf(flags.name ?? nameOf(flags.url), out),
      },
    ]
  }
  const { restarts: _, ...more } = flags ?? {}
  if (Object.keys(more).length > 0) {
    throw new UsageError(
      'Expected either a scenario file (with no flag but --restarts) or flags that describe a run; found both.',
    )
  }
  const files = scenario.length > 0 ? scenario : [EMBEDDED]
  const restarts = readRestarts(flags?.restarts)
  const place = (name: string) => folderOf(name, out !== undefined && files.length > 1 ? join(out, slug(name)) : out)
  // Without a name, what is not installed is left out instead of failing the run.
  const leaveOut = scenario.length === 0
  return planFileRuns(files, place, restarts).map((run) => ({ ...run, leaveOut }))
}

/** `--restarts` where it stands beside scenario files: how many to make instead of each one's `restart.count`. */
export function readRestarts(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new UsageError(`--restarts: expected a whole number of at least 1, found "${text}".`)
  return Number(text)
}

function nameOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : 'run'
}

/**
 * Runs of scenario files. All are read before the first is run: a mistake in the last one should not cost the time of the others.
 *
 * @param place where the run of the scenario with this name goes
 * @param restarts how many to make, where that is not left to the scenarios
 */
export function planFileRuns(
  files: readonly string[],
  place: (name: string, index: number) => string,
  restarts?: number,
): PlannedRun[] {
  return files.map((file, index) => {
    const source = readScenario(file)
    const folder = place(source.name, index)
    return {
      resolve: (variables, check) => repeat(resolveScenario(source, variables, check), restarts),
      here: source.here,
      source,
      folder,
    }
  })
}

function repeat(scenario: Scenario, restarts: number | undefined): Scenario {
  if (restarts === undefined) return scenario
  return { ...scenario, restart: { ...scenario.restart, count: restarts } }
}

/** Runs one of them with its progress on stderr. */
export async function runPlanned(run: PlannedRun, interrupt: AbortSignal, quiet: boolean): Promise<Rendered> {
  const progress = showProgress(quiet)
  try {
    return await runScenario({ ...run, interrupt, watch: progress.entry })
  } finally {
    progress.close()
  }
}

/** The folder to write into: what was asked for, or `reports/NAME-TIME`. */
export function folderOf(name: string, out: string | undefined): string {
  if (out !== undefined) return resolve(out)
  const folder = resolve('reports', `${slug(name)}-${timestamp(new Date())}`)
  return existsSync(folder) ? `${folder}-${process.pid}` : folder
}

export function slug(name: string): string {
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
