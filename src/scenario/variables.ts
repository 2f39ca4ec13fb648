import type { Issue, Path } from '../grammar/issue.ts'
import { findNearest } from '../grammar/nearest.ts'
import { quoteLine } from './errors/excerpt.ts'
import { type Problem } from './errors/problem.ts'
import { ScenarioError } from './errors/scenario-error.ts'
import type { Plain } from './yaml/plain.ts'

/** What clients outside of a cluster come through. */
export type AddressKind = 'service' | 'ingress'

/** What `${…}` stands for in a run. */
export interface Variables {
  /** A free port; the same name, or none, gives the same port again. */
  port(name?: string): number
  /** Host and port at which a Service or an Ingress of `target.kubernetes` is reached from outside. */
  address(kind: AddressKind, name: string): string
  /** The run's folder. */
  run: string
  /** The scenario's folder. */
  here: string
  env: Readonly<Record<string, string | undefined>>
}

/** A `${…}` that could not be filled in, and where in the text it stands. */
export interface UnresolvedVariable extends Pick<Issue, 'expected' | 'found' | 'hint'> {
  index: number
  needle: string
}

const REFERENCE = /\$\$\{|\$\{([^}\n]*)(\}?)/g
/** What looks like a variable of ours: any plain name, and whatever begins like one that we know. */
const OURS = /^\s*(?:[A-Za-z_][\w.-]*|(?:port|run|here|env|service|ingress)\b.*)\s*$/
const KNOWN = ['port', 'port.NAME', 'run', 'here', 'env.NAME', 'service.NAME', 'ingress.NAME']
const EXPECTED = 'one of ${port}, ${port.NAME}, ${run}, ${here}, ${env.NAME}, ${service.NAME}, ${ingress.NAME}'

/**
 * Fills in the variables. `$${` stands for `${`; `$NAME`, `$(…)`, `${NAME:-…}` and the like are the shell's, and stay as they
 * are. So does what can't be filled in, and is reported as unresolved.
 */
export function fillText(text: string, variables: Variables): { text: string; unresolved: UnresolvedVariable[] } {
  const unresolved: UnresolvedVariable[] = []
  const filled = text.replace(REFERENCE, (needle: string, name: string | undefined, end: string, index: number) => {
    if (name === undefined) return '${'
    if (!OURS.test(name)) return needle
    const value = end === '' ? OPEN : lookUp(name, variables)
    if (typeof value === 'string') return value
    unresolved.push({ index, needle, ...value })
    return needle
  })
  return { text: filled, unresolved }
}

/**
 * Fills in the variables of a file's text, such as a template of `target.files`. Throws a ScenarioError that names the
 * lines of `file` with variables that don't exist.
 */
export function fillVariables(text: string, variables: Variables, file: string): string {
  const { text: filled, unresolved } = fillText(text, variables)
  if (unresolved.length > 0)
    throw new ScenarioError(unresolved.map((variable) => placeUnresolved(variable, text, file)))
  return filled
}

function placeUnresolved({ index, needle, ...variable }: UnresolvedVariable, text: string, file: string): Problem {
  const line = text.slice(0, index).split('\n').length
  const column = index - text.lastIndexOf('\n', index - 1)
  return {
    file,
    line,
    column,
    path: '',
    ...variable,
    excerpt: quoteLine(text, { line, column, length: needle.length }),
  }
}

type Unfilled = Pick<UnresolvedVariable, 'expected' | 'found' | 'hint'>

const OPEN: Unfilled = { expected: 'a } after the name of the variable', found: 'found none on the same line' }

function lookUp(name: string, variables: Variables): string | Unfilled {
  if (name === 'run' || name === 'here') return variables[name]
  const [, kind, detail] = /^(port|env|service|ingress)(?:\.([\w-]+))?$/.exec(name) ?? []
  if (kind === 'port') return String(variables.port(detail))
  if (kind === 'env' && detail !== undefined) return variables.env[detail] ?? notSet(detail)
  if ((kind === 'service' || kind === 'ingress') && detail !== undefined) return variables.address(kind, detail)
  return unknown(name)
}

function notSet(name: string): Unfilled {
  return {
    expected: `the environment variable ${name} to be set`,
    found: 'it is not set',
    hint: `set it: ${name}=… hitless run …`,
  }
}

function unknown(name: string): Unfilled {
  const nearest = findNearest(name, KNOWN)
  const meant = nearest === undefined ? '' : `did you mean \${${nearest}}? `
  return {
    expected: EXPECTED,
    found: `unknown variable \${${name}}`,
    hint: `${meant}to keep it for the shell or the server write $\${${name}}`,
  }
}

/** Fills in the variables of every value. Keys have none, nor has the name, after which the run's folder is called. */
export function fillData(data: Plain, variables: Variables): { data: Plain; issues: Issue[] } {
  const issues: Issue[] = []
  function fill(value: Plain, path: Path): Plain {
    if (typeof value === 'string') return fillValue(value, path)
    if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, index]))
    if (value === null) return null
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, [...path, key])]))
  }
  function fillValue(text: string, path: Path): string {
    if (path.length === 1 && path[0] === 'name') return keepName(text)
    const { text: filled, unresolved } = fillText(text, variables)
    for (const { index: _, ...variable } of unresolved) issues.push({ path, at: 'value', ...variable })
    return filled
  }
  function keepName(text: string): string {
    if (text.includes('${')) issues.push({ path: ['name'], at: 'value', ...NAME })
    return text
  }
  return { data: fill(data, []), issues }
}

const NAME = {
  expected: "a name without variables, because the run's folder is named after it",
  found: 'found a variable',
}
