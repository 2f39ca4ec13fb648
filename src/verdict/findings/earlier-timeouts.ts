import type { TimeSpan } from '../../model/ledger.ts'
import { countOf, formatCount, formatDuration } from '../../text/numbers.ts'
import { type Loss, sentAt } from './loss.ts'
import { ruleOfRun } from './rule.ts'
import type { RuleInput } from './rule-input.ts'

/** This many before the first restart are no coincidence. */
const FEWEST = 3
/** So much more often from the first restart on, and the restarts have a part in it. */
const SAME = 2

/** Requests that hang no more often with restarts than they did without. */
export const findEarlierTimeouts = ruleOfRun(
  (input) => ({ losses: findHung(input) }),
  ({ losses }, input) => {
    const parts = partsOf(input)
    if (parts === undefined) return undefined
    const { calm, rest } = parts
    return {
      title: `${countOf(losses.length, 'request')} timed out, as others had before any restart`,
      explanation:
        'Requests hung in the same way before any restart, and hardly more often afterwards. The restarts are not the cause.',
      evidence: `${formatCount(countIn(losses, calm))} were sent in the ${lengthOf(calm)} before the first restart, ${formatCount(countIn(losses, rest))} in the ${lengthOf(rest)} after it began`,
      remedy:
        'Fix this first: the cost of restarts can be measured only where nothing is lost without them. A process may listen on the port and not answer (`ss -ltn`, Recv-Q), or be overloaded. On a node of a ' +
        'Kubernetes cluster it may be an outage of the two minutes before, see docs/guide/kubernetes.md.',
      figures: { before: countIn(losses, calm), since: countIn(losses, rest) },
      references: ['docs/guide/kubernetes.md', 'ss(8)'],
    }
  },
)

function findHung(input: RuleInput): Loss[] {
  const parts = partsOf(input)
  if (parts === undefined) return []
  const kinds = kindsOf(input.losses.filter(({ outcome }) => outcome === 'timeout'))
  return kinds.filter((kind) => isNoRarer(kind, parts.calm, parts.rest)).flat()
}

/**
 * Calm: from the baseline's beginning to so long before the first restart that it should have been answered by then. The rest: from
 * that restart on.
 */
function partsOf({ ledger, spans }: RuleInput): { calm: TimeSpan; rest: TimeSpan } | undefined {
  const [first] = spans
  const last = spans.at(-1)
  const from = ledger.measuredFrom
  if (first === undefined || last === undefined || from === undefined) return undefined
  const to = first.begun - (ledger.baseline.latencyMs?.max ?? 0)
  return to > from ? { calm: { from, to }, rest: { from: first.begun, to: last.until } } : undefined
}

/** By traffic, and by what they waited for. */
function kindsOf(losses: readonly Loss[]): Loss[][] {
  return [...new Set(losses.map(kindOf))].map((kind) => losses.filter((loss) => kindOf(loss) === kind))
}

function kindOf({ attempt, phase }: Loss): string {
  return `${attempt.traffic} ${phase}`
}

function isNoRarer(losses: readonly Loss[], calm: TimeSpan, rest: TimeSpan): boolean {
  return countIn(losses, calm) >= FEWEST && rateIn(losses, rest) <= SAME * rateIn(losses, calm)
}

function rateIn(losses: readonly Loss[], part: TimeSpan): number {
  return countIn(losses, part) / (part.to - part.from)
}

function countIn(losses: readonly Loss[], part: TimeSpan): number {
  return losses.filter((loss) => isIn(loss, part)).length
}

function lengthOf({ from, to }: TimeSpan): string {
  return formatDuration(to - from)
}

function isIn(loss: Loss, { from, to }: TimeSpan): boolean {
  return sentAt(loss) >= from && sentAt(loss) < to
}
