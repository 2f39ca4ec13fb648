import type { Issue, Path, Place } from '../../grammar/issue.ts'

/** One mistake in a scenario, and where it was written. */
export interface Problem extends Place {
  /** Such as `traffic.http.requests[0].path`; empty for the file as a whole. */
  path: string
  expected: string
  found: string
  hint?: string
}

/** Looks up where a value was written. */
export type Locate = (issue: Pick<Issue, 'path' | 'at' | 'needle'>) => Place

export function locateIssue(issue: Issue, locate: Locate): Problem {
  const { path, expected, found, hint } = issue
  return {
    ...(issue.place ?? locate(issue)),
    path: formatPath(path),
    expected,
    found,
    ...(hint === undefined ? {} : { hint }),
  }
}

export function formatPath(path: Path): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('')
}
