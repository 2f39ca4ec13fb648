import { relative } from 'node:path'
import chalk, { chalkStderr } from 'chalk'
import { EXIT } from '../model/exit-codes.ts'
import type { Rendered } from '../render.ts'
import { renderSummary } from '../report/terminal.ts'

/** Tells a person, on stdout, what came of a run, and returns its exit code. */
export function tellResult({ report, paths, problems }: Rendered): number {
  const width = process.stdout.columns ?? 100
  process.stdout.write(renderSummary(report, { color: chalk, width, paths: paths.map(shorten) }))
  tellProblems(problems)
  const { exitCode } = report.verdict
  // Whoever goes on with the reports must not be told that all is well.
  return exitCode === EXIT.pass && problems.length > 0 ? EXIT.usage : exitCode
}

/** Files that could not be written. */
export function tellProblems(problems: readonly Error[]): void {
  for (const { message } of problems) process.stderr.write(`${chalkStderr.red('error')}: ${message}\n`)
}

/** Relative where the file lies below the working directory. */
export function shorten(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}
