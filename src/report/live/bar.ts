import { fit } from '../../text/clean.ts'

export interface BarFacts {
  /** Share of the planned time that has passed, 0..1; null where nothing was planned. */
  passed: number | null
  label: string
}

const LONGEST_BAR = 24
// On anything narrower, the words need the room.
const NARROWEST_WITH_BAR = 60

/** One line of at most `width` columns: `[####-----]  47%  restart 2/3: signal HUP`. Where there is little room the bar goes first. */
export function drawBar({ passed, label }: BarFacts, width: number): string {
  if (passed === null) return fit(label, width)
  const percent = `${String(Math.min(99, Math.floor(passed * 100))).padStart(2)}%  `
  const length = Math.min(LONGEST_BAR, Math.floor(width / 8))
  const bar = width < NARROWEST_WITH_BAR ? '' : `[${fill(passed, length)}]  `
  return fit(bar + percent + label, width)
}

function fill(passed: number, length: number): string {
  const done = Math.min(length, Math.floor(passed * length))
  return '#'.repeat(done) + '-'.repeat(length - done)
}
