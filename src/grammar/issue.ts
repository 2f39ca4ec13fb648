/** Keys and indexes from the top of the scenario down to a value. */
export type Path = readonly (string | number)[]

/** What is wrong, before anybody has looked up where that was written. */
export interface Issue {
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
