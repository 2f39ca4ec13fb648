import { countOf, formatCount, formatDuration } from '../../text/numbers.ts'
import { usualSilence } from '../silence.ts'
import { inFlight, type Loss, lostIn } from './loss.ts'
import { ACCEPT_PAUSE_MS, connecting, isQueued } from './queued.ts'
import { greatest, ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { eventsIn } from './traces.ts'

interface Stall {
  span: RestartSpan
  /** Those who gave up in the queue. */
  losses: Loss[]
  ms: number
}

/** No client was refused, and none was answered. */
export const findAcceptStall = ruleOfRestarts(findStall, ({ input, found, first, losses, where }) => {
  const worst = greatest(found, first, ({ ms }) => ms)
  return {
    title: `No new connection was answered for ${formatDuration(worst.ms)}, although the port had a listener`,
    explanation:
      'The listening socket stayed open while the old generation no longer accepted and the new one did not yet: connections were established by the kernel and waited in ' +
      `its queue. ${losses.length > 0 ? 'Some clients gave up there.' : 'None is lost as long as the queue has room and clients are patient.'}`,
    evidence: `${describePause(worst, input)} in restart ${worst.span.index}, half a second or more ${where}${describeQueue(input, worst.span)}${describeLosses(losses)}`,
    remedy:
      'Start the new generation and let it accept before the old one stops accepting; do not wait for requests in flight first (lighttpd server.graceful-restart-bg, uWSGI chain reload instead ' +
      'of reload). Give listen(2) a backlog that holds the connections of that time.',
    figures: { stallMs: worst.ms, queued: mostQueued(input, worst.span) },
    references: ['listen(2)', 'accept(2)'],
  }
})

function findStall(span: RestartSpan, input: RuleInput): Stall | undefined {
  if (span.doubtful) return undefined
  const losses = lostIn(input.losses, span).filter((loss) => isQueued(loss, input))
  const pause = wasRefused(span, input) || wasAnswered(span, input) ? 0 : pauseOf(span)
  const ms = Math.max(pause, ...losses.map(inFlight))
  const isLong = ms - usualPause(span, input) >= ACCEPT_PAUSE_MS
  return losses.length > 0 || isLong ? { span, losses, ms } : undefined
}

function pauseOf({ outageMs, silenceMs }: RestartSpan): number {
  return outageMs ?? silenceMs ?? 0
}

/** In its time somebody was, be it that an earlier restart had left nothing that listens. */
function wasRefused({ begun, settled, until, outcomes }: RestartSpan, { lost }: RuleInput): boolean {
  const isIn = ({ attempt: { due }, end }: Loss) => end >= begun && due <= (settled ?? until)
  return outcomes.refused > 0 || lost.some((loss) => loss.outcome === 'refused' && isIn(loss))
}

/** With an error, or in part: somebody accepted. Of a pause of new connections only their own answers tell. */
function wasAnswered(span: RestartSpan, { lost }: RuleInput): boolean {
  return lostIn(lost, span).some(({ unanswered, reused }) => !unanswered && !(reused && span.outageMs !== null))
}

/** Requests that take their time leave pauses too. Where it is not known how long, a silence tells nothing. */
function usualPause(span: RestartSpan, { ledger }: RuleInput): number {
  if (span.outageMs === null) return usualSilence(ledger) ?? Number.POSITIVE_INFINITY
  return Math.min(...connecting(ledger).map(({ name }) => ledger.baseline.latencyByTraffic[name]?.max ?? 0))
}

function describePause({ span, ms }: Stall, input: RuleInput): string {
  if (span.outageMs === null) return `no request was answered for ${formatDuration(ms)}`
  return `no new connection was answered for ${formatDuration(ms)}${wasRefused(span, input) ? '' : ', and none was refused'}`
}

function describeLosses(losses: readonly Loss[]): string {
  return losses.length === 0 ? '' : `; ${countOf(losses.length, 'client')} gave up before any process had accepted them`
}

function mostQueued({ ledger }: RuleInput, { begun, until }: RestartSpan): number {
  return Math.max(0, ...eventsIn(ledger, 'accept-queue', { from: begun, to: until }).map(({ length }) => length))
}

function describeQueue(input: RuleInput, span: RestartSpan): string {
  const most = mostQueued(input, span)
  return most > 0 ? `; up to ${formatCount(most)} were seen to wait in the accept queue` : ''
}
