import { BUCKET_MS } from '../../model/entry.ts'
import { endedAbout, type LetGo, lastAsked, letGoBefore, letGoIn, signalled } from './departures.ts'
import { seenLate } from './lateness.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'

/** Limits are given in whole seconds: what was cut sooner after a process had been signalled was not waited for at all, milliseconds. */
const EARLIEST_MS = 500

/** When the old generation began to drain. */
export interface DrainStart {
  t: number
  /** The letting go of a socket is seen late: not before this. */
  earliest: number
  /** What showed it, as in `1.02 s after it had let go of its listening socket`. */
  since: string
}

/**
 * When those who were cut at a time had begun to drain: as they let go of their listening socket, or else as they were asked. Undefined where
 * a process held its socket to the end and no step had asked it: its parent may have asked it only then.
 */
export function findDrainStart(input: RuleInput, span: RestartSpan, cut: number): DrainStart | undefined {
  const gone = endedAbout(input, span, cut)
  const letGo = letGoIn(input.ledger, span)
  const isOwn = ({ pid }: LetGo): boolean => gone.length === 0 || gone.some((life) => life.pid === pid)
  const own = letGoBefore(letGo, cut).filter(isOwn)
  const t = (gone.length === 0 ? own.at(-1) : own[0])?.t
  if (t !== undefined) {
    const start = { t, earliest: t - seenLate(input, t), since: 'it had let go of its listening socket' }
    // Who lives on, as a process that executes itself in its place, closed its connections with its socket, as far as can be seen.
    return gone.length === 0 ? early(start, cut) : start
  }
  const direct = gone.map((life) => signalled(input, span, life)?.step).find((step) => step !== undefined)
  if (direct !== undefined) return early(startAt(direct.began, `"${direct.name}"`), cut)
  if (gone.length > 0 && letGo.some(isOwn)) return undefined
  return early(startOfTelling(input, span, cut), cut)
}

function startAt(t: number, since: string): DrainStart {
  return { t, earliest: t, since }
}

function early(start: DrainStart, cut: number): DrainStart | undefined {
  return cut - start.t >= EARLIEST_MS ? start : undefined
}

/** By the steps, or by the last new connection that the old generation answered: until then it had not begun. */
function startOfTelling(input: RuleInput, span: RestartSpan, cut: number): DrainStart {
  const asked = lastAsked(input, span, cut)
  const start = asked === undefined ? startAt(span.begun, 'its first step') : startAt(asked.began, `"${asked.name}"`)
  const accepted = lastAccepted(input, span, cut)
  return accepted > start.t + BUCKET_MS
    ? startAt(accepted, 'the last answer of the old generation on a new connection')
    : start
}

function lastAccepted({ ledger }: RuleInput, { begun, generations }: RestartSpan, cut: number): number {
  const answered = ledger.buckets.filter(
    ({ t, newGenerations = {} }) =>
      t >= begun && t < cut && generations.old.some((label) => newGenerations[label] !== undefined),
  )
  return Math.max(0, ...answered.map(({ t }) => t + BUCKET_MS))
}
