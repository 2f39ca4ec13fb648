import { countOf, formatCount, formatDuration } from './numbers.ts'

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

/** The longest time without a new connection, in a column of outages: `670 ms`; `waited 526 ms` where no request failed meanwhile. */
export function describeOutage(ms: number | null, hasFailures: boolean): string {
  if (ms === null) return '–'
  return ms > 0 && !hasFailures ? `waited ${formatDuration(ms)}` : formatDuration(ms)
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
