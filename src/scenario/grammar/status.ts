import { forms, list } from './map.ts'
import { type Grammar, patternOrVariable, scalar } from './scalar.ts'

/** Statuses from one to another, both included. */
export interface StatusRange {
  from: number
  to: number
}

const EXPECTED = 'a status such as 200, a class such as 2xx, or a list of these'

const status: Grammar<StatusRange> = {
  expected: EXPECTED,
  json: {
    type: ['integer', 'string'],
    minimum: 100,
    maximum: 599,
    pattern: patternOrVariable(String.raw`[1-5](?:\d\d|xx)`),
  },
  read(text) {
    if (/^[1-5]xx$/.test(text)) return { value: { from: Number(text[0]) * 100, to: Number(text[0]) * 100 + 99 } }
    if (/^[1-5]\d\d$/.test(text)) return { value: { from: Number(text), to: Number(text) } }
    return /^[1-5]xx$/i.test(text) ? { hint: `did you mean ${text.toLowerCase()}?` } : {}
  },
}

/** One status, one class, or a list of these; as ranges. */
export function statuses(description: string) {
  const one = scalar(status, description)
  const several = list(one, EXPECTED).min(1, { error: () => EXPECTED })
  return forms([one.transform((range) => [range]), several], EXPECTED)
}
