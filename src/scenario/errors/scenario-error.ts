import { relative } from 'node:path'
import type { Problem } from './problem.ts'

/** A scenario that can't be run as it was written, with everything that is wrong with it. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map((problem) => formatProblem(problem)).join('\n'), options)
    this.problems = problems
  }
}

/** `file:line:column  path: found; expected …; hint`, and below it the line as it was written. */
export function formatProblem(problem: Problem): string {
  const { path, found, expected, hint, excerpt } = problem
  const sentence = [found, `expected ${expected}`, hint].filter((part) => part !== undefined).join('; ')
  const line = `${formatPlace(problem)}${path === '' || problem.flag ? '' : `${path}: `}${sentence}`
  return excerpt === undefined ? line : `${line}\n${excerpt}`
}

function formatPlace({ file, line, column, flag }: Problem): string {
  if (flag !== undefined) return `${flag}: `
  if (file === undefined) return ''
  const position = line === undefined ? '' : `:${line}:${column}`
  return `${shorten(file)}${position}  `
}

/** Relative to the working directory where the file lies below it, so that the place can be clicked in a terminal. */
function shorten(file: string): string {
  const short = relative(process.cwd(), file)
  return short === '' || short.startsWith('..') ? file : short
}
