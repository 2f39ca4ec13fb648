import type { z } from 'zod'
import type { Issue, Path } from '../../grammar/issue.ts'
import { findNearest } from '../../grammar/nearest.ts'
import type { Misread } from '../../grammar/scalar.ts'
import type { Plain } from '../yaml/plain.ts'
import { formatPath } from './problem.ts'

type ZodIssue = z.core.$ZodIssue

const MISSING = 'missing'

/** An issue, and the key that was probably meant. */
type Suspicion = Issue & { meant?: string }

/** Turns zod's issues into ours. Messages of our schema's issues say what was expected, and nothing else. */
export function readIssues(issues: readonly ZodIssue[], data: Plain): Issue[] {
  const suspicions = flatten(issues, data, [])
  // A key that is misspelt is not missing besides.
  const misspelt = new Set(
    suspicions.map(({ path, meant }) => (meant ? formatPath([...path.slice(0, -1), meant]) : '')),
  )
  return suspicions.filter(({ path, found }) => found !== MISSING || !misspelt.has(formatPath(path)))
}

function flatten(issues: readonly ZodIssue[], data: Plain, base: Path): Suspicion[] {
  return issues.flatMap((issue) => readIssue(issue, data, [...base, ...issue.path.map(toStep)]))
}

function readIssue(issue: ZodIssue, data: Plain, path: Path): Suspicion[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, issue.message, path))
  if (issue.code === 'invalid_union') return readUnion(issue, data, path)
  if (issue.code === 'invalid_key') return issue.issues.map((inner) => wrongKey(inner, path))
  return [wrongValue(issue, valueAt(data, path), path)]
}

/** The message of an unknown key's issue is the list of the valid ones, see grammar/map.ts. */
function unknownKey(key: string, message: string, path: Path): Suspicion {
  const keys = message.split(', ')
  const expected = keys.length === 1 ? message : `one of ${message}`
  const meant = findNearest(key, keys)
  const suggestion = meant === undefined ? {} : { meant, hint: `did you mean "${meant}"?` }
  return { path: [...path, key], at: 'key', expected, found: 'unknown key', ...suggestion }
}

/** Only those branches count that are made for what was written: a map, a list or a scalar. */
function readUnion(issue: ZodIssue & { code: 'invalid_union' }, data: Plain, path: Path): Suspicion[] {
  const fitting = issue.errors.find((branch) => !branch.some((inner) => isWrongShape(inner)))
  return fitting ? flatten(fitting, data, path) : [wrongValue(issue, valueAt(data, path), path)]
}

function isWrongShape(issue: ZodIssue): boolean {
  return issue.path.length === 0 && issue.code === 'invalid_type'
}

function wrongKey(issue: ZodIssue, path: Path): Issue {
  return { ...wrongValue(issue, String(path.at(-1)), path), at: 'key' }
}

function wrongValue(issue: ZodIssue, value: Plain | undefined, path: Path): Issue {
  const { found = describeFound(value), hint } = misreadOf(issue)
  return { path, at: 'value', expected: issue.message, found, ...(hint === undefined ? {} : { hint }) }
}

function misreadOf(issue: ZodIssue): Misread {
  return issue.code === 'custom' ? (issue.params ?? {}) : {}
}

function toStep(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key)
}

function valueAt(data: Plain, path: Path): Plain | undefined {
  let value: Plain | undefined = data
  for (const step of path) value = stepInto(value, step)
  return value
}

function stepInto(value: Plain | undefined, step: string | number): Plain | undefined {
  if (Array.isArray(value)) return value[Number(step)]
  return value === null || typeof value !== 'object' ? undefined : value[step]
}

function describeFound(value: Plain | undefined): string {
  if (value === undefined) return MISSING
  if (value === null) return 'found nothing'
  if (typeof value === 'string') return `found ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value)}`
  const shape = Array.isArray(value) ? 'list' : 'map'
  return Object.keys(value).length === 0 ? `found an empty ${shape}` : `found a ${shape}`
}
