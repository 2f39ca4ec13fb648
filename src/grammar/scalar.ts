import { z } from 'zod'

/** How the text of a scalar is read. Every scalar is text first, so that variables can stand for any of them. */
export interface Grammar<T> {
  /** What may stand here, with an example, to follow the word "expected". */
  expected: string
  /** The same as a fragment of JSON Schema, for editors. */
  json: Record<string, unknown>
  read(text: string): { value: T } | Misread
}

/** Why a text could not be read, where that says more than the text itself, and what was probably meant. */
export interface Misread {
  /** Absent: it tells a misreading from a value. */
  value?: never
  found?: string
  hint?: string
}

/** The schema of one scalar of the scenario. The description is what an editor shows. */
export function scalar<T>(grammar: Grammar<T>, description: string) {
  return z
    .string({ error: () => grammar.expected })
    .transform((text, context): T => {
      const reading = grammar.read(text)
      if ('value' in reading) return reading.value
      context.addIssue({ code: 'custom', message: grammar.expected, params: { ...reading } })
      return z.NEVER
    })
    .meta({ ...grammar.json, description })
}

/** A grammar that accepts only some of what another one reads. */
export function narrow<T>(
  grammar: Grammar<T>,
  { expected, json, accepts }: { expected: string; json?: Record<string, unknown>; accepts: (value: T) => boolean },
): Grammar<T> {
  return {
    expected,
    json: { ...grammar.json, ...json },
    read(text) {
      const reading = grammar.read(text)
      return 'value' in reading && !accepts(reading.value) ? {} : reading
    },
  }
}

/** What a text with a variable in it looks like, as a pattern of JSON Schema. */
export const VARIABLE = String.raw`\$\{[^}]+\}`

/** A pattern of JSON Schema that lets variables pass, which are not filled in yet when an editor looks. */
export function patternOrVariable(pattern: string): string {
  return `^(?:${pattern})$|${VARIABLE}`
}
