import type { Ledger, RestartAccount } from '../../model/ledger.ts'
import type { Lifeline } from '../../model/lifeline.ts'
import { many } from '../say.ts'
import { broken, held, notObserved, type State } from './state.ts'

/** No long-lived connection is cut without notice or left without an answer. */
export function checkConnectionsKept(ledger: Ledger): State {
  const cut = ledger.lifelines.filter(({ end }) => end === 'cut').length
  const stalled = ledger.lifelines.filter(({ end }) => end === 'stalled').length
  const tested = ledger.lifelines.filter((lifeline) => ledger.restarts.some((restart) => livedInto(lifeline, restart)))
  if (cut + stalled > 0) {
    return broken(`${cut} cut and ${stalled} stalled of ${many(ledger.lifelines.length, 'long-lived connection')}`)
  }
  if (tested.length === 0) {
    return notObserved('no long-lived connection was open when a restart began: add `idle` traffic')
  }
  const graceful = tested.filter(({ end }) => end === 'graceful').length
  const kept = tested.length - graceful
  return held(
    `of ${many(tested.length, 'long-lived connection')} that were open when a restart began, ` +
      `${kept} stayed and ${graceful} ended with notice`,
  )
}

function livedInto({ opened, closed }: Lifeline, { begun }: RestartAccount): boolean {
  return opened < begun && closed >= begun
}
