import { stringify } from 'yaml'

/** A value as YAML writes it, in one line: with quotes where it needs them. */
export function writeValue(value: string): string {
  if (/^\d+$/.test(value)) return value
  return stringify(value, { lineWidth: 0, defaultStringType: needsNoQuotes(value) ? 'PLAIN' : 'QUOTE_SINGLE' }).trim()
}

function needsNoQuotes(value: string): boolean {
  return !/: |^\s|\s$| #/.test(value)
}
