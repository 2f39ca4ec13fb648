import { countOf, formatDuration } from '../../text/numbers.ts'
import { isResetInHandshake, type Loss, lostIn } from './loss.ts'
import { greatest, ruleOfLossesIn } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { closedIn, listListeningSockets } from './traces.ts'
import { describeAges } from './words.ts'

/** ECONNREFUSED: no socket listened on the port when the SYN came (RFC 9293 §3.10.7.1). */
export const findNoListener = ruleOfLossesIn(findRefused, ({ input, losses, where, worst }) => {
  const hit = input.spans.filter((span) => lostIn(losses, span).length > 0)
  const longest = greatest(hit, hit[0] ?? worst, (span) => absence(losses, span))
  const ends = lostIn(losses, longest).map(({ end }) => end)
  return {
    title: `No process was listening for ${formatDuration(absence(losses, longest))}`,
    explanation:
      'The old listening socket was closed before the new one was open. A client that connects in between is answered with an RST ' +
      'at once (ECONNREFUSED), however short the time is.',
    evidence:
      `${countOf(losses.length, 'connection')} refused ${where}; the longest time was that of restart ` +
      `${longest.index}, with refusals ${describeAges(ends, longest.begun)} after its first step${describeSockets(input, longest)}`,
    remedy:
      'Hand the listening socket over instead of closing it: let the new process inherit it (fork and exec, systemd ' +
      'socket activation) or receive it (SCM_RIGHTS), or bind it with SO_REUSEPORT before the old process closes its own. ' +
      'Where that cannot be, take the instance out of its load balancer before it stops.',
    figures: { absentMs: absence(losses, longest) },
    references: ['unix(7), SCM_RIGHTS', 'socket(7), SO_REUSEPORT', 'systemd.socket(5)', 'RFC 9293 §3.10.7.1'],
  }
})

/** Resets within the handshake alone, as a socket closed, are of those that waited in it. */
function findRefused(span: RestartSpan, input: RuleInput): Loss[] {
  const refused = lostIn(input.losses, span).filter(({ outcome }) => outcome === 'refused')
  return closedIn(input.ledger, span).length === 0 || !refused.every(isResetInHandshake) ? refused : []
}

/** How long no process listened, as far as connecting clients could see, milliseconds. */
function absence(losses: readonly Loss[], span: RestartSpan): number {
  const ends = lostIn(losses, span).map(({ end }) => end)
  return Math.max(span.outageMs ?? 0, Math.max(...ends) - Math.min(...ends))
}

/** What /proc showed of the gap; nothing where listening sockets could not be seen. */
function describeSockets({ ledger }: RuleInput, span: RestartSpan): string {
  const closed = closedIn(ledger, span)[0]
  if (closed === undefined) return ''
  const since = (t: number): string => `${formatDuration(Math.max(0, t - span.begun))} after it`
  const next = listListeningSockets(ledger).find(({ inode, from }) => inode !== closed.inode && from > closed.to)
  if (next === undefined) return `; the old socket was seen to close ${since(closed.to)}`
  return `; the old socket was seen to close ${since(closed.to)}, the new one to listen ${since(next.from)}`
}
