import { countOf, formatCount } from './numbers.ts'

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1) ?? ''}`
}

/** A clause with a capital and a full stop. */
export function sentence(clause: string): string {
  const [first = '', ...rest] = clause
  return first.toUpperCase() + rest.join('') + (/[.!?]$/.test(clause) ? '' : '.')
}

/**
 * What a pass must not hide: `SLA met, not hitless: 3 lost in 2 of 5 restarts`; empty where no restart lost a request.
 *
 * @param losses of each restart
 */
export function describeNotHitless(losses: readonly number[]): string {
  const lossy = losses.filter((lost) => lost > 0)
  if (lossy.length === 0) return ''
  const sum = lossy.reduce((all, lost) => all + lost, 0)
  return `SLA met, not hitless: ${formatCount(sum)} lost in ${formatCount(lossy.length)} of ${countOf(losses.length, 'restart')}`
}
