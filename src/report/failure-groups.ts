import type { Attempt } from '../model/attempt.ts'
import { isGrpcStatus } from '../model/grpc-status.ts'
import type { Report } from '../model/report.ts'
import { clean } from '../text/clean.ts'
import { countOf, formatCount, formatDuration } from '../text/numbers.ts'

/** Failures that look alike: same traffic, outcome, phase, and kind of connection. */
export interface FailureGroup {
  traffic: string
  /** `4 dropped in headers on reused connections (a retry would have hidden 4)`. */
  text: string
  count: number
  /** The first of them, in order of end. */
  first: Attempt
}

/** Groups the failures that the report lists, the largest group first. */
export function groupFailures(failures: Attempt[]): FailureGroup[] {
  const groups = new Map<string, Attempt[]>()
  for (const attempt of failures) {
    const key = JSON.stringify([attempt.traffic, ending(attempt)])
    const group = groups.get(key)
    if (group) group.push(attempt)
    else groups.set(key, [attempt])
  }
  return [...groups.values()].flatMap(describeGroup).toSorted((a, b) => b.count - a.count)
}

function describeGroup(attempts: Attempt[]): FailureGroup[] {
  const [first] = attempts
  if (!first) return []
  const hidden = attempts.filter((attempt) => attempt.retryable).length
  const retry = hidden === 0 ? '' : ` (a retry would have hidden ${formatCount(hidden)})`
  const text = `${formatCount(attempts.length)} ${ending(first)}${retry}`
  return [{ traffic: first.traffic, text, count: attempts.length, first }]
}

/** How it ended, where, and on what connection: what makes failures look alike. */
function ending({ outcome, phase, status, code, connection }: Attempt): string {
  if (outcome === 'status')
    return `answered with ${status === undefined && isGrpcStatus(code) ? code : `status ${status ?? 'unknown'}`}`
  if (outcome === 'refused' || connection.id === 0) return `${outcome} in ${phase}`
  return `${outcome} in ${phase} on ${connection.reused ? 'reused' : 'new'} connections`
}

/** One failure: when, what was asked, and what came, as `first at 8.21 s: GET / → ECONNRESET`. */
export function describeFirst(failure: Attempt): string {
  const { method, path, end } = failure
  return `first at ${formatDuration(end)}: ${clean(method, 20)} ${clean(path, 80)}${describeError(failure)}`
}

function describeError({ code, detail }: Attempt): string {
  const parts = [code, detail].filter((part) => part !== undefined).map((part) => clean(part, 160))
  return parts.length === 0 ? '' : ` → ${parts.join(', ')}`
}

/** What the list of failures leaves out, in words; empty where it is whole. */
export function describeMissing({ failures, failuresTotal }: Report): string {
  if (failuresTotal <= failures.length) return ''
  return `These are a sample of ${formatCount(failures.length)}, spread over restarts and causes, of ${countOf(failuresTotal, 'failure')}; \`failureGroups\` in report.json has exact counts.`
}
