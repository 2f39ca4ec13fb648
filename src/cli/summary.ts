import { relative } from 'node:path'
import chalk, { type ChalkInstance, chalkStderr } from 'chalk'
import { EXIT } from '../model/exit-codes.ts'
import { renderSummary } from '../report/report-document.ts'
import type { Rendered } from '../run/render.ts'

/**
 * Tells what came of a run, and returns its exit code: a person on stdout, or with `json` a machine there, in one line, and the
 * person on stderr.
 */
export function printResult({ report, paths, problems }: Rendered, json: boolean): number {
  printResultPage(json ? report : undefined, ({ color, width }) =>
    renderSummary(report, { color, width, paths: paths.map(shorten) }),
  )
  printProblems(problems)
  const { exitCode } = report.verdict
  // A caller that uses the reports must not be left to believe that all is well.
  return exitCode === EXIT.pass && problems.length > 0 ? EXIT.usage : exitCode
}

/** Writes a text for a person to stdout; where there is a document for a machine, that goes there, and the text to stderr. */
export function printResultPage(
  document: object | undefined,
  render: (page: { color: ChalkInstance; width: number }) => string,
): void {
  const { stream, color } =
    document === undefined ? { stream: process.stdout, color: chalk } : { stream: process.stderr, color: chalkStderr }
  stream.write(render({ color, width: stream.columns ?? 100 }))
  if (document !== undefined) process.stdout.write(`${JSON.stringify(document)}\n`)
}

/** Files that could not be written. */
export function printProblems(problems: readonly Error[]): void {
  for (const { message } of problems) process.stderr.write(`${chalkStderr.red('error')}: ${message}\n`)
}

/** Relative where the file lies below the working directory. */
export function shorten(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}
