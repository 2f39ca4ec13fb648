import { formatCount, formatDuration } from '../../text/numbers.ts'
import { greatest, ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { eventsIn } from './traces.ts'

/** A shorter pause may be that of a busy machine, milliseconds. */
const STALL_MS = 500

/** No client was refused, and none was answered. */
export const findAcceptStall = ruleOfRestarts(
  (span) => (isStalled(span) ? { span } : undefined),
  ({ input, found, first, where }) => {
    const worst = greatest(found, first, ({ span }) => stall(span)).span
    return {
      title: `No new connection was answered for ${formatDuration(stall(worst))}, although the port had a listener`,
      explanation:
        'The listening socket stayed open while the old generation no longer accepted and the new one did not yet: connections were established by the kernel and waited in ' +
        'its queue. None is lost as long as the queue has room and clients are patient.',
      evidence: `${describePause(worst)} in restart ${worst.index}, half a second or more ${where}${describeQueue(input, worst)}`,
      remedy:
        'Start the new generation and let it accept before the old one stops accepting; do not wait for requests in flight first (lighttpd server.graceful-restart-bg, uWSGI chain reload instead ' +
        'of reload). Give listen(2) a backlog that holds the connections of that time.',
      figures: { stallMs: stall(worst), queued: mostQueued(input, worst) },
      references: ['listen(2)', 'accept(2)'],
    }
  },
)

function isStalled(span: RestartSpan): boolean {
  return !span.doubtful && stall(span) >= STALL_MS && span.outcomes.refused === 0
}

function stall({ outageMs, silenceMs }: RestartSpan): number {
  return outageMs ?? silenceMs ?? 0
}

function describePause({ outageMs, silenceMs }: RestartSpan): string {
  if (outageMs === null) return `no request was answered for ${formatDuration(silenceMs ?? 0)}`
  return `no new connection was answered for ${formatDuration(outageMs)}, and none was refused`
}

function mostQueued({ ledger }: RuleInput, { begun, until }: RestartSpan): number {
  return Math.max(0, ...eventsIn(ledger, 'accept-queue', { from: begun, to: until }).map(({ length }) => length))
}

function describeQueue(input: RuleInput, span: RestartSpan): string {
  const most = mostQueued(input, span)
  return most > 0 ? `; up to ${formatCount(most)} were seen to wait in the accept queue` : ''
}
