import type { Ledger, RestartRecord } from '../../model/ledger.ts'
import type { AttributedLifeline } from '../../model/lifeline.ts'
import { countOf, formatCount } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { broken, type GuaranteeState, held, notObserved } from './state.ts'

/** No long-lived connection is cut without notice or left without an answer once a restart has begun. */
export function checkConnectionsKept({ lifelines, restarts }: Ledger): GuaranteeState {
  const bad = lifelines.filter(({ end }) => end === 'cut' || end === 'stalled')
  const later = bad.filter(({ restart }) => restart !== null)
  const before = describeOthers(bad.filter(({ restart }) => restart === null))
  if (later.length > 0) {
    const by = listed([...new Set(later.map(({ restart }) => restart))].map((index) => `${index}`))
    const text = `${describeEnds(later)} by restart ${by}, of ${countOf(lifelines.length, 'long-lived connection')}`
    return broken(text + before)
  }
  const tested = lifelines.filter((lifeline) => restarts.some((restart) => livedInto(lifeline, restart)))
  if (tested.length === 0) {
    const advice = 'add traffic that lasts, such as `websocket`, `sse` or `idle`'
    return notObserved(`no long-lived connection was open when a restart began: ${advice}${before}`)
  }
  const graceful = tested.filter(({ end }) => end === 'graceful').length
  return held(
    `of ${countOf(tested.length, 'long-lived connection')} that were open when a restart began, ` +
      `kept: ${formatCount(tested.length - graceful)}, ended with notice: ${formatCount(graceful)}${before}`,
  )
}

/** What no restart ended, and so breaks nothing. */
function describeOthers(others: readonly AttributedLifeline[]): string {
  const own = others.filter(({ ownLimitMs }) => ownLimitMs !== undefined)
  const rest = others.filter(({ ownLimitMs }) => ownLimitMs === undefined)
  const idle = own.every(({ kind, sign }) => kind === 'idle' && sign === 'FIN')
    ? ', which loses no request (RFC 9112 §9.5)'
    : ''
  return [
    ...(own.length > 0 ? [`; ${describeEnds(own)} by the server's own limit, not by a restart${idle}`] : []),
    ...(rest.length > 0 ? [`; ${describeEnds(rest)} by no restart`] : []),
  ].join('')
}

/** `websocket 4 cut, sse 1 cut and 2 stalled`. */
function describeEnds(bad: readonly AttributedLifeline[]): string {
  const kinds = [...new Set(bad.map(({ kind }) => kind))]
  return kinds.map((kind) => `${kind} ${describeKind(bad.filter((lifeline) => lifeline.kind === kind))}`).join(', ')
}

function describeKind(bad: readonly AttributedLifeline[]): string {
  const counts = (['cut', 'stalled'] as const).map((end) => [bad.filter((one) => one.end === end).length, end] as const)
  return listed(counts.filter(([count]) => count > 0).map(([count, end]) => `${formatCount(count)} ${end}`))
}

function livedInto({ opened, closed }: AttributedLifeline, { begun }: RestartRecord): boolean {
  return opened < begun && closed >= begun
}
