import { LineCounter, parseDocument } from 'yaml'
import { ScenarioError } from '../errors/scenario-error.ts'
import { type ParsedText, placeAt } from './locate.ts'
import { maskVariables, unmaskVariables } from './mask.ts'

/** Parses YAML and keeps its positions. Throws a ScenarioError where it is none. */
export function parseYaml(file: string, text: string): ParsedText {
  const lines = new LineCounter()
  const document = parseDocument(maskVariables(text), {
    // Every scalar stays text, see plain.ts, which also finds keys that stand there twice.
    schema: 'failsafe',
    uniqueKeys: false,
    lineCounter: lines,
    prettyErrors: false,
  })
  const parsed = { file, text, document, lines }
  // One slip in the syntax makes an error of everything after it: only the first one tells something.
  const [error] = [...document.errors, ...document.warnings]
  if (!error) return parsed
  const [start, end] = error.pos
  const found = unmaskVariables(error.message)
  const problem = { ...placeAt(parsed, start, end), path: '', expected: 'YAML', found, ...hintAt(text, start) }
  throw new ScenarioError([problem], { cause: error })
}

/** The commonest slips: a tab before a key, and a variable's bracket in a flow map. */
function hintAt(text: string, start: number): { hint?: string } {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1).split('\n', 1)[0] ?? ''
  if (/^ *\t/.test(line)) return { hint: 'indent with spaces, not tabs' }
  if (line.includes('${')) return { hint: 'put the value into quotes' }
  return /:\s*[%@`*&!|>]/.test(line) || /: .*: /.test(line) ? { hint: 'put the value into quotes' } : {}
}
