/** A share in percent with as many digits as tell it from 100 %: 0.99987 is `99.987 %`. */
export function percent(share: number): string {
  if (share === 1 || share === 0) return `${share * 100} %`
  const digits = Math.min(10, Math.max(2, Math.ceil(-Math.log10(Math.min(share, 1 - share))) + 1))
  // Never rounded up to 100 %: that would claim what was not seen.
  const floored = Math.floor(share * 100 * 10 ** (digits - 1)) / 10 ** (digits - 1)
  return `${floored} %`
}

/** `1 request`, `1,200 requests`. */
export function many(count: number, noun: string): string {
  return `${grouped(count)} ${count === 1 ? noun : `${noun}s`}`
}

/** A whole number with its thousands told apart. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

/** Milliseconds: whole ones from 10 on, tenths below; seconds from 10,000 on. */
export function duration(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`
  return `${ms < 10 ? Math.round(ms * 10) / 10 : grouped(Math.round(ms))} ms`
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}

/** A clause with a capital and a full stop. */
export function sentence(clause: string): string {
  const [first = '', ...rest] = clause
  return first.toUpperCase() + rest.join('') + (/[.!?]$/.test(clause) ? '' : '.')
}
