import { countOf, formatCount } from '../../text/numbers.ts'
import { countIn, findNoRarer, lengthOf, partsOf } from './calm.ts'
import { ruleOfRun } from './rule.ts'

/** Requests that hang no more often with restarts than they did without. */
export const findEarlierTimeouts = ruleOfRun(
  (input) => ({ losses: findNoRarer(input, ({ outcome }) => outcome === 'timeout') }),
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
