import { countOf, formatDuration } from '../../text/numbers.ts'
import { inFlight } from './loss.ts'
import { isUnserved } from './queued.ts'
import { ruleOfLosses } from './rule.ts'

/** Connections that were accepted and never answered. */
export const findLeftHanging = ruleOfLosses(isUnserved, ({ losses, where, worst }) => ({
  title: `${countOf(losses.length, 'connection')} accepted and left hanging`,
  explanation:
    'The connection was established, the request went out, and no byte ever came back: the process that accepted it exited without closing it, or gave it to a worker ' +
    'that was just leaving. Such clients wait until their own timeout; nothing tells them to try again.',
  evidence:
    `${countOf(losses.length, 'request')} without a byte of an answer ${where}, most of them in restart ${worst.index}; ` +
    `each was given up after ${formatDuration(Math.min(...losses.map(inFlight)))} or more`,
  remedy:
    'Let a worker that leaves first tell its parent, and let the parent give it no more connections before the worker has confirmed; close what is left over. In Node, `cluster.schedulingPolicy = ' +
    'cluster.SCHED_NONE` lets the workers accept by themselves.',
  figures: { shortestInFlightMs: Math.min(...losses.map(inFlight)) },
  references: ['Node.js: cluster, cluster.schedulingPolicy', 'accept(2)'],
}))
