const COUNT = new Intl.NumberFormat('en-US')
const ROUGH = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

/** 12345 → `12,345`. */
export function formatCount(count: number): string {
  return COUNT.format(count)
}

/** `1 request`, `12,345 requests`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** A mean of counts, to three digits: 0.66667 → `0.667`. */
export function formatMean(value: number): string {
  return ROUGH.format(value)
}

/** A number with a fixed number of digits that is not exact in binary: this many units of the last digit make up for it. */
const INEXACT = 1e-6
const MOST_DECIMALS = 12

/**
 * A share 0..1 as a percentage with two digits of what is missing to 0% or to 100%, at least two decimals, rounded down:
 * 0.999967 → `99.9967%`. Anything below 1 never reads 100%, and nothing below a target reads like the target.
 */
export function formatShare(share: number): string {
  return writePercent(share, (scaled) => Math.floor(scaled + INEXACT))
}

/** The same of an upper bound: rounded up, as one that is rounded down would be none. */
export function formatUpperBound(share: number): string {
  return writePercent(share, (scaled) => Math.ceil(scaled - INEXACT))
}

function writePercent(share: number, round: (scaled: number) => number): string {
  const percent = share * 100
  if (percent >= 100 || percent <= 0) return `${percent >= 100 ? 100 : 0}%`
  const digits = Math.ceil(-Math.log10(Math.min(percent, 100 - percent))) + 1
  const decimals = Math.min(MOST_DECIMALS, Math.max(2, digits))
  const scale = 10 ** decimals
  return `${trimZeros((round(percent * scale) / scale).toFixed(decimals))}%`
}

/** Where nothing hangs on the digits, such as how busy a thread was: whole percent, rounded down. */
export function formatWholePercent(share: number): string {
  return `${Math.floor(share * 100 + INEXACT)}%`
}

/** Milliseconds as `0.4 ms`, `340 ms`, `1.25 s`, `2 min 5 s`, `1 h 3 min`. */
export function formatDuration(ms: number): string {
  if (ms < 9.95) return `${trimZeros(ms.toFixed(1))} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 59_995) return `${trimZeros((ms / 1000).toFixed(2))} s`
  const minutes = Math.floor((ms + 500) / 60_000)
  const seconds = Math.floor((ms + 500 - minutes * 60_000) / 1000)
  if (minutes < 60) return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** As formatDuration; `fallback` for what was not seen. */
export function formatMaybe(ms: number | null, fallback: string): string {
  return ms === null ? fallback : formatDuration(ms)
}

/** `120 ms`, or `between 40 and 120 ms` of what is known by two bounds. */
export function formatBetween(from: number, to: number): string {
  const [least, most] = [formatDuration(from), formatDuration(to)]
  return least === most ? most : `between ${least} and ${most}`
}

function trimZeros(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
}
