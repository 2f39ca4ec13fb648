import { quoteLine } from './errors/excerpt.ts'
import { findNearest } from './errors/nearest.ts'
import type { Finding, Problem } from './errors/problem.ts'
import { ScenarioError } from './errors/scenario-error.ts'

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
export interface Gap extends Pick<Finding, 'expected' | 'found' | 'hint'> {
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
 * are. So does what can't be filled in, and is reported as a gap.
 */
export function fillText(text: string, variables: Variables): { text: string; gaps: Gap[] } {
  const gaps: Gap[] = []
  const filled = text.replace(REFERENCE, (needle: string, name: string | undefined, end: string, index: number) => {
    if (name === undefined) return '${'
    if (!OURS.test(name)) return needle
    const value = end === '' ? OPEN : lookUp(name, variables)
    if (typeof value === 'string') return value
    gaps.push({ index, needle, ...value })
    return needle
  })
  return { text: filled, gaps }
}

/**
 * Fills in the variables of a file's text, such as a template of `target.files`. Throws a ScenarioError that names the
 * lines of `file` with variables that don't exist.
 */
export function fillVariables(text: string, variables: Variables, file: string): string {
  const { text: filled, gaps } = fillText(text, variables)
  if (gaps.length > 0) throw new ScenarioError(gaps.map((gap) => placeGap(gap, text, file)))
  return filled
}

function placeGap({ index, needle, ...gap }: Gap, text: string, file: string): Problem {
  const line = text.slice(0, index).split('\n').length
  const column = index - text.lastIndexOf('\n', index - 1)
  return { file, line, column, path: '', ...gap, excerpt: quoteLine(text, { line, column, length: needle.length }) }
}

type Unfilled = Pick<Gap, 'expected' | 'found' | 'hint'>

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
