/** Keys and indexes from the top of the scenario down to a value. */
export type Path = readonly (string | number)[]

/** What is wrong, before anybody has looked up where that was written. */
export interface Finding {
  path: Path
  /** Whether the key itself is wrong or its value. */
  at: 'key' | 'value'
  expected: string
  found: string
  hint?: string
  /** The part of the value that is wrong, to point at it alone. */
  needle?: string
  /** Where that is, if it is not in the scenario itself. */
  place?: Place
}

/** Where something was written: in a file, or as a flag of the command line. */
export interface Place {
  file?: string
  /** Both counted from 1. */
  line?: number
  column?: number
  flag?: string
  /** The line of the file with a caret below. */
  excerpt?: string
}

/** One mistake in a scenario. */
export interface Problem extends Place {
  /** Such as `traffic.http.requests[0].path`; empty for the file as a whole. */
  path: string
  expected: string
  found: string
  hint?: string
}

/** Looks up where a value was written. */
export type Locate = (finding: Pick<Finding, 'path' | 'at' | 'needle'>) => Place

export function locateFinding(finding: Finding, locate: Locate): Problem {
  const { path, expected, found, hint } = finding
  return {
    ...(finding.place ?? locate(finding)),
    path: formatPath(path),
    expected,
    found,
    ...(hint === undefined ? {} : { hint }),
  }
}

export function formatPath(path: Path): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('')
}
