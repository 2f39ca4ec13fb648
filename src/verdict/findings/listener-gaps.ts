import type { ListenerHold } from '../../model/process.ts'
import { isAccepted, type Loss, lostIn, sentAt } from './loss.ts'
import { hasBetween, listAnswerTimes, sortTimes } from './outages.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'

/** A time in which nothing listened, as clients and /proc saw it. */
export interface ListenerAbsence {
  span: RestartSpan
  losses: Loss[]
  /** Its length, milliseconds: that of the refusals, or of the absence of a socket, whichever is longer. */
  ms: number
  /** When the last socket was seen to close, and the next one to open; absent where these were not seen. */
  closed?: number
  opened?: number
}

/** The gaps of a restart: between two of them something listened, or a client was let in. */
export function findListenerGaps(losses: readonly Loss[], span: RestartSpan, input: RuleInput): ListenerAbsence[] {
  const holds = input.ledger.listeners.filter(({ from }) => from >= span.begun && from < span.until)
  const admissions = listAdmissions(input)
  const gaps: Loss[][] = []
  for (const loss of lostIn(losses, span).toSorted((a, b) => a.end - b.end)) {
    // It was refused at some time from when it was due until its client read of that.
    const { due } = loss.attempt
    const last = gaps.at(-1)?.at(-1)?.end
    if (last === undefined || hasListened(holds, last, due) || hasBetween(admissions, last, due)) gaps.push([loss])
    else gaps.at(-1)?.push(loss)
  }
  return gaps.map((gap) => measure(gap, span, input))
}

/** Whether a socket was opened in between. Looks take a while: what was refused just as it was opened came before, just as it was closed after. */
function hasListened(holds: readonly ListenerHold[], last: number, due: number): boolean {
  return holds.some(({ from, to = Number.POSITIVE_INFINITY }) => from > last && from <= due && due - from > to - due)
}

/** When connections were made: those that were lost later and, where sockets cannot be seen, those that were answered. */
function listAdmissions({ ledger, lost }: RuleInput): number[] {
  const accepted = lost.filter(isAccepted).map(sentAt)
  return sortTimes(ledger.listeners.length > 0 ? accepted : [...accepted, ...listAnswerTimes(ledger)])
}

/**
 * A socket is seen to close a little late, and so is the next one to open: the refusals may begin before. One that was open between two looks
 * is not seen at all: clients that were let in tell that the sockets before and after it are not those of this gap.
 */
function measure(losses: Loss[], span: RestartSpan, { ledger: { listeners }, lost }: RuleInput): ListenerAbsence {
  const first = losses[0]?.end ?? span.begun
  const due = losses[0]?.attempt.due ?? first
  const closed = Math.max(...listeners.filter(({ from }) => from <= due).map(({ to = Number.POSITIVE_INFINITY }) => to))
  const opened = Math.min(...listeners.map(({ from }) => from).filter((from) => from > Math.max(due, closed)))
  const end = losses.at(-1)?.end ?? first
  const isClosed = Number.isFinite(closed) && !hasAdmitted(lost, closed, due)
  const isSeen = isClosed && Number.isFinite(opened) && !hasAdmitted(lost, end, opened)
  // Later than that no connection was refused, though some client may have read of it then.
  const last = Math.max(first, Math.min(end, opened))
  const ms = Math.max(last - first, isSeen ? opened - closed : 0)
  return { span, losses, ms, ...(isClosed && { closed }), ...(isSeen && { opened }) }
}

/** Whether a client that came after a time was let in before another one, though its request was lost. */
function hasAdmitted(lost: readonly Loss[], from: number, to: number): boolean {
  return lost.some((loss) => isAccepted(loss) && loss.attempt.due > from && sentAt(loss) < to)
}
