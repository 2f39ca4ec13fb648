import { appendFileSync } from 'node:fs'
import { chalkStderr } from 'chalk'
import type { Report } from '../model/report.ts'
import { annotate, summarizeStep } from '../report/ci/github.ts'
import { ExportError, exportReport } from '../report/ci/otlp.ts'

/**
 * Tells of a run whoever the environment names: GitHub Actions, an OpenTelemetry collector. What does not work there is said on
 * stderr and changes nothing of the verdict.
 */
export async function announceRun(report: Report, env: NodeJS.ProcessEnv): Promise<void> {
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
