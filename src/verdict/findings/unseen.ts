import type { Ledger } from '../../model/ledger.ts'
import type { ProcessLife, SignalledProcess } from '../../model/process.ts'
import { describeStillborn, findStillborn } from '../process-ends.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { findComplaint, findFailure, findUndelivered } from './traces.ts'

/** A restart that was made and not seen to happen, although the service goes on. */
export interface Unseen {
  span: RestartSpan
  /** Processes that were started in it, helpers included. */
  started: number
  /** The line of the target's log that says what went wrong. */
  complaint?: string
  /** A signal that reached the process which launched the server, and not the server. */
  wrapped?: SignalledProcess
  /** Why the target refused, as a clause; absent where it did not say. */
  refusal?: string
  /** Requests were answered after the steps, and no process that was started in it listened then. */
  oldServes: boolean
  /** Was started in it, and listened at its end. */
  listening?: ProcessLife
  /** Was there before, closed its listening socket in it, and listened on another one at its end: it began anew in its place. */
  renewed?: ProcessLife
  /** A step whose signal no process took: no target received it. */
  undelivered?: string
  /** Requests answered after its last step. */
  answers: number
}

/** A target that says so has understood well, and does nothing. */
const IGNORED = /\bignor/i

/** A restart without a new generation, unless it ended the target, left nothing that listens, or was not waited for. */
export function findUnseen({ ledger, outages }: RuleInput, span: RestartSpan): Unseen | undefined {
  const { observed, settled, index } = span
  const died = ledger.events.some((event) => event.kind === 'restart-settled' && event.index === index && event.died)
  const isOut = outages.some(({ spans }) => spans.some((one) => one.index === index))
  return observed || settled === undefined || died || isOut ? undefined : describeUnseen(ledger, span)
}

function describeUnseen(ledger: Ledger, span: RestartSpan): Unseen {
  const complaint = findComplaint(ledger, span)
  const wrapped = span.signalled?.find(({ servers }) => servers.length > 0)
  const undelivered = findUndelivered(ledger, span)
  const refusal = wrapped === undefined && undelivered === undefined ? findRefusal(ledger, span, complaint) : undefined
  const started = ledger.processes.filter(({ bornIn }) => bornIn === span.index).length
  const listening = findListening(ledger, span)
  const renewed = findRenewed(ledger, span)
  const answers = countAnswers(ledger, span)
  return {
    span,
    started,
    ...(wrapped && { wrapped }),
    ...(complaint !== undefined && { complaint }),
    ...(refusal !== undefined && { refusal }),
    oldServes: answers > 0 && listening === undefined && renewed === undefined,
    ...(listening !== undefined && { listening }),
    ...(renewed !== undefined && { renewed }),
    ...(undelivered !== undefined && { undelivered }),
    answers,
  }
}

function findListening({ processes, listeners }: Ledger, { index, until }: RestartSpan): ProcessLife | undefined {
  const open = listeners.filter(({ from, to = until }) => from < until && to >= until)
  return processes.find((life) => life.bornIn === index && open.some(({ pid }) => pid === life.pid))
}

/** A process that executes itself, or that sets up its listener again, has the pid that it had. */
function findRenewed({ processes, listeners }: Ledger, { index, begun, until }: RestartSpan): ProcessLife | undefined {
  const isIn = (t = Number.POSITIVE_INFINITY): boolean => t >= begun && t < until
  const old = processes.filter(({ bornIn }) => bornIn === null || bornIn < index)
  return old.find(({ pid }) => {
    const own = listeners.filter((hold) => hold.pid === pid)
    const next = own.find(({ from, to = until }) => isIn(from) && to >= until)
    return next !== undefined && own.some(({ inode, to }) => inode !== next.inode && isIn(to))
  })
}

function countAnswers({ events, buckets }: Ledger, { index, begun, until }: RestartSpan): number {
  const steps = events.filter((event) => event.kind === 'step-done' || event.kind === 'step-failed')
  const last = Math.max(begun, ...steps.filter((event) => event.index === index).map(({ t }) => t))
  const after = buckets.filter(({ t }) => t >= last && t < until)
  return after.reduce((sum, { outcomes }) => sum + (outcomes.ok ?? 0), 0)
}

function findRefusal(ledger: Ledger, span: RestartSpan, complaint: string | undefined): string | undefined {
  const failure = findFailure(ledger, span)
  if (failure !== undefined) return failure
  if (complaint !== undefined && !IGNORED.test(complaint)) return `its log says: ${complaint}`
  const stillborn = findStillborn(ledger, span)
  return stillborn && describeStillborn(stillborn)
}
