import type { TimeSpan } from '../../model/ledger.ts'
import { formatDuration } from '../../text/numbers.ts'
import { type Loss, sentAt } from './loss.ts'
import type { RuleInput } from './rule-input.ts'

/** This many before the first restart are no coincidence. */
const FEWEST = 3
/** So much more often from the first restart on, and the restarts have a part in it. */
const SAME = 2

/** What failed with restarts no more often than it did without. */
export function findNoRarer(input: RuleInput, isOwn: (loss: Loss) => boolean): Loss[] {
  const parts = partsOf(input)
  if (parts === undefined) return []
  const kinds = kindsOf(input.losses.filter(isOwn))
  return kinds.filter((kind) => isNoRarer(kind, parts.calm, parts.rest)).flat()
}

/**
 * Calm: from the baseline's beginning to so long before the first restart that it should have been answered by then. The rest: from
 * that restart on.
 */
export function partsOf({ ledger, spans }: RuleInput): { calm: TimeSpan; rest: TimeSpan } | undefined {
  const [first] = spans
  const last = spans.at(-1)
  const from = ledger.measuredFrom
  if (first === undefined || last === undefined || from === undefined) return undefined
  const to = first.begun - (ledger.baseline.latencyMs?.max ?? 0)
  return to > from ? { calm: { from, to }, rest: { from: first.begun, to: last.until } } : undefined
}

/** By traffic, and by what became of them. */
function kindsOf(losses: readonly Loss[]): Loss[][] {
  return [...new Set(losses.map(kindOf))].map((kind) => losses.filter((loss) => kindOf(loss) === kind))
}

function kindOf({ attempt, phase, outcome, code, reused }: Loss): string {
  const much = [attempt.traffic, phase, outcome]
  return (outcome === 'timeout' ? much : [...much, code, attempt.status, reused]).join(' ')
}

function isNoRarer(losses: readonly Loss[], calm: TimeSpan, rest: TimeSpan): boolean {
  return countIn(losses, calm) >= FEWEST && rateIn(losses, rest) <= SAME * rateIn(losses, calm)
}

function rateIn(losses: readonly Loss[], part: TimeSpan): number {
  return countIn(losses, part) / (part.to - part.from)
}

export function countIn(losses: readonly Loss[], part: TimeSpan): number {
  return losses.filter((loss) => isIn(loss, part)).length
}

export function lengthOf({ from, to }: TimeSpan): string {
  return formatDuration(to - from)
}

function isIn(loss: Loss, { from, to }: TimeSpan): boolean {
  return sentAt(loss) >= from && sentAt(loss) < to
}
