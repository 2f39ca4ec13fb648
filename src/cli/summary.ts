import { relative } from 'node:path'
import chalk from 'chalk'
import type { Rendered } from '../render.ts'
import { renderSummary } from '../report/terminal.ts'

/** Prints what a person wants to know of a run first, on stdout. */
export function printSummary({ report, paths }: Rendered): void {
  const width = process.stdout.columns ?? 100
  process.stdout.write(renderSummary(report, { color: chalk, width, paths: paths.map(shorten) }))
}

/** Relative where the file lies below the working directory. */
export function shorten(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') ? path : short
}
