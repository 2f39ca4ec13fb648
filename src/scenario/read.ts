import { readFileSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import { isScalar } from 'yaml'
import { catchError, codeOf } from '../grammar/catch-error.ts'
import { formatPath, type Problem } from './errors/problem.ts'
import { ScenarioError } from './errors/scenario-error.ts'
import { type ParsedText, placeAt, rangeOf } from './yaml/locate.ts'
import { unmaskVariables } from './yaml/mask.ts'
import { parseYaml } from './yaml/parse.ts'
import { type Plain, readPlain, type YamlWarning } from './yaml/plain.ts'

/** A scenario as it was written: parsed, but without its variables filled in and not yet checked. */
export interface ScenarioSource extends ParsedText {
  /** Absolute path. */
  file: string
  /** Folder of the file, what `${here}` stands for. */
  here: string
  /** Of the scenario, or of the file where the scenario does not say. */
  name: string
  text: string
  data: Plain
  /** Mistakes that don't keep the rest from being checked: keys that stand there twice, aliases of nothing. */
  problems: Problem[]
}

/** Reads a scenario file. Throws a ScenarioError where it can't be read or is no YAML. */
export function readScenario(path: string): ScenarioSource {
  const file = resolve(path)
  const parsed = parseYaml(file, readText(file))
  const { data, warnings } = readData(parsed)
  const problems = warnings.map((warning) => describeWarning(warning, parsed))
  return { ...parsed, here: dirname(file), name: readName(parsed), data, problems }
}

function readText(file: string): string {
  const text = catchError(() => readFileSync(file, 'utf8'))
  if (!(text instanceof Error)) return text.replace(/^\uFEFF/, '')
  const code = codeOf(text)
  const found = code === 'ENOENT' ? 'there is no such file' : `it can't be read (${code})`
  throw new ScenarioError([{ file, path: '', expected: 'a scenario file', found }], { cause: text })
}

function readData({ file, document }: ParsedText) {
  const read = catchError(() => readPlain(document))
  if (!(read instanceof Error)) return read
  const problem = { file, path: '', expected: 'aliases that come to an end', found: `found ${read.message}` }
  throw new ScenarioError([problem], { cause: read })
}

function describeWarning({ path, node, expected, found }: YamlWarning, parsed: ParsedText): Problem {
  return { ...placeAt(parsed, ...rangeOf(node)), path: formatPath(path), expected, found }
}

function readName({ file, document }: ParsedText): string {
  const name = document.get('name', true)
  return isScalar(name) && typeof name.value === 'string' && name.value.trim() !== ''
    ? unmaskVariables(name.value)
    : basename(file, extname(file))
}
