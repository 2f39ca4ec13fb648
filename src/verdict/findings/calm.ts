import type { TimeSpan } from '../../model/ledger.ts'
import { formatDuration } from '../../text/numbers.ts'
import { type Loss, sentAt } from './loss.ts'
import type { RuleInput } from './rule-input.ts'

/** This many before the first restart are no coincidence. */
const FEWEST = 3
/** So much more often from the first restart on, and the restarts have a part in it. */
const SAME = 2

/** The baseline and what came after it. */
export interface Parts {
  calm: Part
  rest: Part
}

/** One of the two, and what was lost in it. */
interface Part extends TimeSpan {
  has: (loss: Loss) => boolean
}

/** What failed with restarts no more often than it did without. */
export function findNoRarer(input: RuleInput, isOwn: (loss: Loss) => boolean): Loss[] {
  const parts = partsOf(input)
  if (parts === undefined) return []
  const kinds = kindsOf(input.losses.filter(isOwn))
  return kinds.filter((kind) => isNoRarer(kind, parts)).flat()
}

/** Calm: from the baseline's beginning to the first restart. The rest: from that restart on. */
export function partsOf({ ledger, spans }: RuleInput): Parts | undefined {
  const [first] = spans
  const last = spans.at(-1)
  const from = ledger.measuredFrom
  if (first === undefined || last === undefined || from === undefined || first.begun <= from) return undefined
  const calm = { from, to: first.begun }
  const rest = { from: first.begun, to: last.until }
  return {
    calm: { ...calm, has: (loss) => isSentIn(loss, calm) && wasLostBefore(first.begun, loss, ledger) },
    rest: { ...rest, has: (loss) => isSentIn(loss, rest) },
  }
}

/** It had failed by then, or should have been answered by then: it was on its way for longer than any that its traffic had answered. */
function wasLostBefore(t: number, loss: Loss, { baseline }: RuleInput['ledger']): boolean {
  const usual = baseline.latencyByTraffic[loss.attempt.traffic]?.max ?? Number.POSITIVE_INFINITY
  return loss.end < t || sentAt(loss) + usual < t
}

/** By traffic, and by what became of them. */
function kindsOf(losses: readonly Loss[]): Loss[][] {
  return [...new Set(losses.map(kindOf))].map((kind) => losses.filter((loss) => kindOf(loss) === kind))
}

function kindOf({ attempt, phase, outcome, code, reused }: Loss): string {
  const much = [attempt.traffic, phase, outcome]
  return (outcome === 'timeout' ? much : [...much, code, attempt.status, reused]).join(' ')
}

function isNoRarer(losses: readonly Loss[], { calm, rest }: Parts): boolean {
  return countIn(losses, calm) >= FEWEST && rateIn(losses, rest) <= SAME * rateIn(losses, calm)
}

function rateIn(losses: readonly Loss[], part: Part): number {
  return countIn(losses, part) / (part.to - part.from)
}

export function countIn(losses: readonly Loss[], part: Part): number {
  return losses.filter(part.has).length
}

export function lengthOf({ from, to }: TimeSpan): string {
  return formatDuration(to - from)
}

function isSentIn(loss: Loss, { from, to }: TimeSpan): boolean {
  return sentAt(loss) >= from && sentAt(loss) < to
}
