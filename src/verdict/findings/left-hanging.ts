import { countOf, formatDuration } from '../../text/numbers.ts'
import { inFlight, type Loss } from './loss.ts'
import { isUnserved } from './queued.ts'
import { ruleOfLosses } from './rule.ts'
import type { RuleInput } from './rule-input.ts'

/** Connections that were accepted and never answered. */
export const findLeftHanging = ruleOfLosses(isLeftHanging, ({ input, losses, where, worst }) => ({
  title: `${countOf(losses.length, 'connection')} accepted and left hanging`,
  explanation:
    'The connection was established, the request went out, and no byte ever came back: the process that accepted it exited without closing it, or gave it to a worker ' +
    'that was just leaving. Such clients wait until their own timeout; nothing tells them to try again.',
  evidence:
    `${countOf(losses.length, 'request')} without a byte of an answer ${where}${input.spans.length > 1 ? `, most of them in restart ${worst.index}` : ''}; ` +
    `each was given up ${formatDuration(Math.min(...losses.map(inFlight)))} or more after it was sent`,
  remedy:
    'Let a worker that leaves first tell its parent, and let the parent give it no more connections before the worker has confirmed; close what is left over. In Node, `cluster.schedulingPolicy = ' +
    'cluster.SCHED_NONE` lets the workers accept by themselves.',
  figures: { shortestInFlightMs: Math.min(...losses.map(inFlight)) },
  references: ['Node.js: cluster, cluster.schedulingPolicy', 'accept(2)'],
}))

/** Out for longer than any answer of its traffic took before the first restart: a younger one may just have been answered later. */
function isLeftHanging(loss: Loss, { ledger }: RuleInput): boolean {
  const usual = ledger.baseline.latencyByTraffic[loss.attempt.traffic]?.max ?? 0
  return isUnserved(loss) && inFlight(loss) > usual
}
