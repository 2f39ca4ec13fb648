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
