import { countOf, formatDuration } from '../../text/numbers.ts'
import { hasFailed, howEnded, isStopped, labelProcess } from '../process-ends.ts'
import { findListenerGaps, type ListenerAbsence } from './listener-gaps.ts'
import { isResetInHandshake, type Loss, lostIn } from './loss.ts'
import { greatest, ruleOfLossesIn } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { closedIn, type TakenStep, takenSteps } from './traces.ts'
import { describeAges } from './words.ts'

/** ECONNREFUSED: no socket listened on the port when the SYN came (RFC 9293 §3.10.7.1). */
export const findNoListener = ruleOfLossesIn(findRefused, ({ input, losses, where }) => {
  const gaps = input.spans.flatMap((span) => findListenerGaps(losses, span, input))
  const [first] = gaps
  if (first === undefined) return undefined
  const longest = greatest(gaps, first, ({ ms }) => ms)
  return {
    title: `No process was listening for ${describeLength(longest)}`,
    explanation:
      'The old listening socket was closed before the new one was open. A client that connects in between is answered with an RST ' +
      'at once (ECONNREFUSED), however short the time is.',
    evidence:
      `${countOf(losses.length, 'connection')} refused ${where}${gaps.length > 1 ? `, in ${gaps.length} gaps` : ''}; the longest gap was in restart ` +
      `${longest.span.index}, with refusals ${describeRefusals(longest)} after its first step${describeSockets(longest)}${describeCrash(longest, input)}${describeStart(longest, findHastyStart(longest, input))}`,
    remedy:
      (findHastyStart(longest, input) === undefined ? '' : HASTY) +
      'Hand the listening socket over instead of closing it: let the new process inherit it (fork and exec, systemd ' +
      'socket activation) or receive it (SCM_RIGHTS), or bind it with SO_REUSEPORT before the old process closes its own. ' +
      'Where that cannot be, take the instance out of its load balancer before it stops.',
    figures: { absentMs: longest.ms },
    references: ['unix(7), SCM_RIGHTS', 'socket(7), SO_REUSEPORT', 'systemd.socket(5)', 'RFC 9293 §3.10.7.1'],
  }
})

/** Resets within the handshake alone, as a socket closed, are of those that waited in it. */
function findRefused(span: RestartSpan, input: RuleInput): Loss[] {
  const refused = lostIn(input.losses, span).filter(({ outcome }) => outcome === 'refused')
  return closedIn(input.ledger, span).length === 0 || !refused.every(isResetInHandshake) ? refused : []
}

/** Where no socket was seen to come, the refusals alone say how long it was, which is a bound. A single one says only that there was a gap. */
function describeLength({ ms, opened }: ListenerAbsence): string {
  if (ms === 0) return 'a moment'
  return opened === undefined ? `at least ${formatDuration(ms)}` : formatDuration(ms)
}

function describeRefusals({ losses, span }: ListenerAbsence): string {
  return describeAges(
    losses.map(({ end }) => end),
    span.begun,
  )
}

/** The readiness that it waits for may be an answer of the old process, on the same port. */
const HASTY =
  'Wait for the new process before the step that ends the old one: `wait: { generation: new }`, or `ready: { log: … }` of the step that starts it. '

/** A step started the next process and was done while the old one still listened, and before the new one did. */
function findHastyStart({ closed, opened, span }: ListenerAbsence, { ledger }: RuleInput): TakenStep | undefined {
  if (closed === undefined || opened === undefined) return undefined
  return takenSteps(ledger, span).find(({ traits, done }) => traits.starts === true && done < closed)
}

function describeStart({ opened = 0 }: ListenerAbsence, step: TakenStep | undefined): string {
  return step === undefined
    ? ''
    : `; "${step.name}" was done ${formatDuration(opened - step.done)} before that, when the old process still listened and answered for it`
}

/** What /proc showed of the gap; nothing where listening sockets could not be seen. */
function describeSockets({ closed, opened, span }: ListenerAbsence): string {
  if (closed === undefined) return ''
  const since = (t: number): string => `${formatDuration(Math.max(0, t - span.begun))} after it`
  const next = opened === undefined ? '' : `, the new one to listen ${since(opened)}`
  return `; the old socket was seen to close ${since(closed)}${next}`
}

/** Whether who listened ended by itself. */
function describeCrash({ closed, span }: ListenerAbsence, { ledger }: RuleInput): string {
  const pids = new Set(ledger.listeners.filter(({ to }) => to !== undefined && to === closed).map(({ pid }) => pid))
  const holders = ledger.processes.filter((life) => pids.has(life.pid) && !isStopped(ledger, span.index, life))
  return holders
    .filter(hasFailed)
    .map((life) => `; ${labelProcess(life)} ended with ${howEnded(life)}`)
    .join('')
}
