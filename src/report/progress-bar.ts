import { countOf, formatCount } from './numbers.ts'
import { fit } from './text.ts'

export interface BarFacts {
  /** Share of the planned time that has passed, 0..1; null where nothing was planned. */
  passed: number | null
  label: string
  attempts: number
  failures: number
  /** Attempts per second. */
  rate: number
}

const LONGEST_BAR = 24
// On anything narrower, the words need the room.
const NARROWEST_WITH_BAR = 60

/**
 * One line of at most `width` columns: `[####-----]  47 %  restart 2/3: signal HUP · 12,345 requests, 3 failed · 2,000/s`.
 * Where there is little room the bar goes first, then the rate, then the counts.
 */
export function drawBar(facts: BarFacts, width: number): string {
  const text = describe(facts)
  if (facts.passed === null) return fit(text, width)
  const percent = `${String(Math.min(99, Math.floor(facts.passed * 100))).padStart(2)} %  `
  const length = Math.min(LONGEST_BAR, Math.floor(width / 8))
  const bar = width < NARROWEST_WITH_BAR ? '' : `[${fill(facts.passed, length)}]  `
  return fit(bar + percent + text, width)
}

function describe({ label, attempts, failures, rate }: BarFacts): string {
  const counts = `${countOf(attempts, 'request')}, ${formatCount(failures)} failed`
  return [label, ...(attempts === 0 ? [] : [counts]), ...(rate === 0 ? [] : [`${formatCount(rate)}/s`])].join(' · ')
}

function fill(passed: number, length: number): string {
  const done = Math.min(length, Math.floor(passed * length))
  return '#'.repeat(done) + '-'.repeat(length - done)
}
