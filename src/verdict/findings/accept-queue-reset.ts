import { countOf, formatCount, formatDuration } from '../../text/numbers.ts'
import { findKills } from './abrupt-ends.ts'
import { readLate, seenLate, TOGETHER_MS } from './lateness.ts'
import { isResetInHandshake, type Loss, lostIn } from './loss.ts'
import { ruleOfLossesIn } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { closedIn, eventsIn, type ListeningSocket, listListeningSockets } from './traces.ts'

/** An unchanged length is reported about once a second, see linux/queues.ts, milliseconds. */
const QUEUE_MS = 1000

type Closed = ListeningSocket & { to: number }

/**
 * close(2) of a listening socket resets all connections that wait in its accept queue: their clients had learned that they
 * were connected.
 */
export const findAcceptQueueReset = ruleOfLossesIn(
  (span, input) => resetAtClose(input, span),
  ({ input, losses, where, worst, ages }) => {
    const overlaps = closedIn(input.ledger, worst).some((closed) => overlapped(input, closed))

    return {
      title: `${countOf(losses.length, 'connection')} reset in the accept queue of a listening socket that was closed`,
      explanation: overlaps
        ? 'Old and new generation listened on sockets of their own (SO_REUSEPORT), and the kernel went on giving connections to both. ' +
          'Connections that waited in the queue of the old socket when it was closed were reset.'
        : 'Connections that the kernel has established wait in the queue of the listening socket until the server accepts them. ' +
          'When the socket is closed they are reset.',
      evidence:
        `${countOf(losses.length, 'new connection')} reset before any answer ${where}, in restart ${worst.index} ` +
        `${ages} after its first step${describeClosed(input, worst)}${describeMigration(input, worst)}`,
      remedy:
        'Hand the same socket over, so that its queue stays (inherited descriptor, SCM_RIGHTS, `expose-fd listeners`). With ' +
        'SO_REUSEPORT set `sysctl net.ipv4.tcp_migrate_req=1` (Linux 5.14), which moves the queue to another socket of the group; ' +
        'or take the old socket out of the group first and accept what waits before closing it.',
      figures: { queued: Math.max(0, ...closedIn(input.ledger, worst).map((closed) => mostQueued(input, closed))) },
      references: [
        'listen(2)',
        'socket(7), SO_REUSEPORT',
        'Linux Documentation/networking/ip-sysctl.rst, tcp_migrate_req',
      ],
    }
  },
)

function resetAtClose(input: RuleInput, span: RestartSpan): Loss[] {
  const closed = closedIn(input.ledger, span)
  const kills = findKills(input, span)
  return lostIn(input.losses, span).filter(
    (loss) =>
      (loss.outcome === 'reset' || isResetInHandshake(loss)) &&
      loss.unanswered &&
      !loss.reused &&
      // What died with its process is another matter.
      !kills.some(({ from, to }) => loss.end >= from && loss.end <= to) &&
      closed.some(
        ({ to }) => loss.end > to - seenLate(input, to) && loss.end < to + TOGETHER_MS + readLate(input, loss.end),
      ),
  )
}

function overlapped({ ledger }: RuleInput, closed: Closed): boolean {
  return listListeningSockets(ledger).some(
    ({ inode, from, to }) =>
      inode !== closed.inode && from <= closed.to + 1 && (to ?? Number.POSITIVE_INFINITY) > closed.to,
  )
}

/** The most that were seen to wait in a socket within the second before it was closed. */
function mostQueued({ ledger }: RuleInput, { inode, to }: Closed): number {
  const queues = eventsIn(ledger, 'accept-queue', { from: to - QUEUE_MS, to })
  return Math.max(0, ...queues.filter((event) => event.inode === inode).map(({ length }) => length))
}

function describeClosed(input: RuleInput, span: RestartSpan): string {
  return closedIn(input.ledger, span)
    .map((closed) => {
      const { inode, to } = closed
      const most = mostQueued(input, closed)
      const waiting = most > 0 ? `, up to ${formatCount(most)} in its queue within the second before` : ''
      return `; socket ${inode} was seen to close ${formatDuration(to - span.begun)} after it${waiting}`
    })
    .join('')
}

function describeMigration({ ledger }: RuleInput, { begun, until }: RestartSpan): string {
  const deltas = eventsIn(ledger, 'kernel-counters', { from: begun, to: until }).map((event) => event.deltas)
  const failed = deltas.reduce((sum, { TCPMigrateReqFailure = 0 }) => sum + TCPMigrateReqFailure, 0)
  return failed > 0 ? `; the kernel counts ${formatCount(failed)} TCPMigrateReqFailure` : ''
}
