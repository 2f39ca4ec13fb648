import { readFileSync } from 'node:fs'
import { type Report, report } from '../model/report.ts'

/** A file that was named as a report is none: a mistake of usage. */
export class UnreadableReport extends Error {
  override readonly name = 'UnreadableReport'
}

/**
 * Reads a report.json.
 *
 * @throws UnreadableReport where there is none, or what is there is no report of this version
 */
export function readReportFile(path: string): Report {
  const value = parse(path)
  const fault = findFault(value)
  if (fault !== undefined) throw unreadable(path, `it is not a report of this version (${fault})`)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema has just said so
  return value as Report
}

/** What is wrong with a value that should be a report, in words; undefined of a good one. */
function findFault(value: unknown): string | undefined {
  const issue = report.safeParse(value).error?.issues[0]
  return issue && `${issue.path.join('.') || 'the whole'}: ${issue.message}`
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw unreadable(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function unreadable(path: string, why: string, cause?: unknown): UnreadableReport {
  const remedy = "Expected a report.json; `hitless report FOLDER` makes one from a run's folder."
  return new UnreadableReport(`cannot read ${path} as a report: ${why}. ${remedy}`, { cause })
}
