import { constants } from 'node:os'
import { catchError } from './catch-error.ts'
import { keysOf } from './keys.ts'
import { suggestNearest } from './nearest.ts'
import { type Grammar, patternOrVariable, VARIABLE } from './scalar.ts'

/** Text of any kind, as it was written. Numbers and the like may stand there without quotes. */
export const text: Grammar<string> = {
  expected: 'text',
  json: { type: ['string', 'number', 'boolean'] },
  read: (value) => ({ value }),
}

/** Text that says something. `what` is what it is, with its article. */
export function nonEmptyText(what: string): Grammar<string> {
  return {
    expected: what,
    json: { type: 'string', minLength: 1 },
    read: (value) => (value.trim() === '' ? { found: 'found empty text' } : { value }),
  }
}

export function integer({ min, max, what }: { min: number; max?: number; what: string }): Grammar<number> {
  const range = max === undefined ? { minimum: min } : { minimum: min, maximum: max }
  return {
    expected: what,
    json: { type: ['integer', 'string'], ...range, pattern: patternOrVariable(String.raw`\d+`) },
    read(value) {
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
      return number >= min && number <= (max ?? Number.MAX_SAFE_INTEGER) ? { value: number } : {}
    },
  }
}

/** Numbers above zero, without a unit. `expected` says what of, with an example. */
export function positiveNumber(expected: string): Grammar<number> {
  return {
    expected,
    json: { type: ['number', 'string'], exclusiveMinimum: 0, pattern: patternOrVariable(String.raw`\d*\.?\d+`) },
    read(value) {
      const number = /^\d*\.?\d+$/.test(value) ? Number(value) : 0
      return number > 0 ? { value: number } : {}
    },
  }
}

export function choice<const Choice extends string>(choices: readonly Choice[]): Grammar<Choice> {
  return {
    expected: choices.length === 1 ? `${choices[0]}` : `one of ${choices.join(', ')}`,
    json: { type: 'string', anyOf: [{ enum: choices }, { pattern: VARIABLE }] },
    read(value) {
      const chosen = choices.find((one) => one === value)
      return chosen === undefined ? suggestNearest(value, choices) : { value: chosen }
    },
  }
}

/** `true`, for keys whose presence alone says it, or both values. */
export function flag(values: readonly boolean[]): Grammar<boolean> {
  const names = values.map(String)
  return {
    expected: names.join(' or '),
    json: values.length === 1 ? { type: 'boolean', const: values[0] } : { type: 'boolean' },
    read: (value) => (names.includes(value) ? { value: value === 'true' } : {}),
  }
}

const SIGNALS = keysOf(constants.signals)

/** Signals, with or without SIG in front. */
export const signalName: Grammar<NodeJS.Signals> = {
  expected: 'a signal such as HUP, USR2 or SIGTERM',
  json: { type: 'string', pattern: patternOrVariable('(?:SIG)?[A-Z][A-Z0-9]+') },
  read(value) {
    const name = findSignal(value)
    if (name !== undefined) return { value: name }
    return suggestSignal(value)
  },
}

/** The hint that names the signal which was probably meant, if there is one. */
export function suggestSignal(value: string): { hint?: string } {
  const names = SIGNALS.map((known) => known.slice(3))
  return suggestNearest(value.toUpperCase().replace(/^SIG/, ''), names)
}

/** The signal of this name, written as `HUP` or `SIGHUP`; undefined where there is none. */
export function findSignal(value: string): NodeJS.Signals | undefined {
  const name = value.startsWith('SIG') ? value : `SIG${value}`
  return SIGNALS.find((known) => known === name)
}

/** Regular expressions of JavaScript, kept as text. */
export const regex: Grammar<string> = {
  expected: 'a regular expression of JavaScript',
  json: { type: 'string', format: 'regex', minLength: 1 },
  read(value) {
    if (value === '') return { found: 'found empty text' }
    const compiled = catchError(() => new RegExp(value))
    return compiled instanceof Error ? { hint: compiled.message } : { value }
  },
}
