import type { ChalkInstance } from 'chalk'
import { FAILURES, type OutcomeCounts } from '../../model/outcome.ts'
import { clean, displayWidth, fit } from '../../text/clean.ts'
import { countOf, formatCount, formatDuration, formatWholePercent } from '../../text/numbers.ts'
import type { StripColumn } from './strip.ts'

export interface LiveFacts {
  /** Share of the planned time that has passed, 0..1; null where nothing was planned. */
  passed: number | null
  label: string
  /** Measured so far: the warm-up is left out. */
  attempts: number
  outcomes: OutcomeCounts
  /** Attempts per second. */
  rate: number
  p99: { traffic: string; ms: number } | null
  generations: [generation: string, share: number][]
  strip: StripColumn[]
  /** The last events, the latest last. */
  recent: string[]
}

const LEVELS = '▁▂▃▄▅▆▇█'
/** With less room there are only the two lines that matter most. */
const ROOMY = { columns: 40, rows: 12 }
const GENERATIONS_SHOWN = 4

/**
 * The picture of a run while it goes on, each line at most `width` columns: how far it is; what came of its requests; which
 * generation answers; all of the run at a glance, with a mark where anything failed and where a restart began; the last events.
 */
export function drawFrame(facts: LiveFacts, color: ChalkInstance, width: number, rows: number): string[] {
  const head = [color.bold(drawBar(facts, width)), ...drawCounts(facts, color, width)]
  if (width < ROOMY.columns || rows < ROOMY.rows) return head
  return [
    ...head,
    ...drawGenerations(facts, color, width),
    ...drawStrip(facts.strip, color, width),
    ...facts.recent.map((text) => color.dim(fit(text, width))),
  ]
}

function drawCounts({ attempts, outcomes, rate, p99 }: LiveFacts, color: ChalkInstance, width: number): string[] {
  if (attempts === 0 && rate === 0) return []
  const failed = FAILURES.filter((outcome) => outcomes[outcome] > 0)
  const parts: [text: string, paint: (text: string) => string][] = [
    [countOf(attempts, 'request'), String],
    [`${formatCount(rate)}/s`, String],
    ...(p99 === null ? [] : ([[`p99 ${formatDuration(p99.ms)} (${clean(p99.traffic, 20)})`, String]] as const)).map(
      pair,
    ),
    ...(failed.length === 0
      ? [pair(['none failed', color.green])]
      : failed.map((outcome) => pair([`${formatCount(outcomes[outcome])} ${outcome}`, color.red]))),
    ...(outcomes.local > 0 ? [pair([`${formatCount(outcomes.local)} local`, color.yellow])] : []),
  ]
  return [paintParts(parts, ' · ', width)]
}

type Part = [text: string, paint: (text: string) => string]

function pair(part: readonly [string, (text: string) => string]): Part {
  return [part[0], part[1]]
}

/** As many parts as fit, each painted: escape sequences must not be cut through. */
function paintParts(parts: readonly Part[], between: string, width: number): string {
  let left = width
  const shown: string[] = []
  for (const [text, paint] of parts) {
    const needed = displayWidth(text) + (shown.length === 0 ? 0 : between.length)
    if (needed > left) break
    left -= needed
    shown.push(paint(text))
  }
  return shown.join(between)
}

function drawGenerations({ generations }: LiveFacts, color: ChalkInstance, width: number): string[] {
  if (generations.length === 0) return []
  const shown = generations.slice(-GENERATIONS_SHOWN)
  const parts = shown.map(([label, share], i) =>
    pair([`${clean(label, 24)} ${formatWholePercent(share)}`, i === shown.length - 1 ? color.cyan : color.dim]),
  )
  return [paintParts([pair(['answered by', color.dim]), ...parts], '  ', width)]
}

/** Two lines: how many succeeded, and marks. */
function drawStrip(strip: readonly StripColumn[], color: ChalkInstance, width: number): string[] {
  const columns = strip.slice(0, width)
  // The last column is still being filled.
  const most = Math.max(1, ...columns.slice(0, -1).map(({ ok }) => ok))
  const level = (ok: number): string =>
    ok === 0 ? ' ' : (LEVELS[Math.min(LEVELS.length - 1, Math.floor((ok / most) * LEVELS.length))] ?? ' ')
  const marks = columns.map(({ failed, restart }) => markOf(failed, restart, color))
  return columns.length === 0 ? [] : [columns.map(({ ok }) => level(ok)).join(''), marks.join('').trimEnd()]
}

function markOf(failed: number, restart: number | undefined, color: ChalkInstance): string {
  if (restart !== undefined) return (failed > 0 ? color.red : color.cyan)('▲')
  return failed > 0 ? color.red('×') : ' '
}

interface BarFacts {
  /** Share of the planned time that has passed, 0..1; null where nothing was planned. */
  passed: number | null
  label: string
}

const LONGEST_BAR = 24
// On anything narrower, the words need the room.
const NARROWEST_WITH_BAR = 60

/** One line of at most `width` columns: `[####-----]  47%  restart 2/3: signal HUP`. Where there is little room the bar goes first. */
function drawBar({ passed, label }: BarFacts, width: number): string {
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
