import { BUCKET_MS } from '../../model/entry.ts'
import type { Ledger, RestartAccount } from '../../model/ledger.ts'
import { ofKind } from '../in-windows.ts'
import { grouped, listed, many } from '../say.ts'
import { broken, held, notObserved, type State } from './state.ts'

/** How long after takeover answers may still come on connections that were made before it. */
const GRACE_MS = BUCKET_MS

/** Who holds which connection is looked at ten times a second: one opened within the grace may be seen only after it. */
const LOOK_MS = 100

interface Answers {
  byOld: number
  byNew: number
}

/** Once the new generation has answered, the old one answers no new connection. Known by slots, so to within 200 ms. */
export function checkTakeover(ledger: Ledger): State {
  const taken = ledger.restarts.filter(({ takeoverMs }) => takeoverMs !== undefined)
  if (taken.length === 0) return notObserved('no new generation was seen to take over')
  const answers = taken.map((restart) => countAfter(ledger, restart))
  const byOld = answers.reduce((sum, one) => sum + one.byOld, 0)
  const byNew = answers.reduce((sum, one) => sum + one.byNew, 0)
  const holding = taken.reduce((sum, restart) => sum + countHeld(ledger, restart), 0)
  if (byOld + holding > 0) return broken(tellOld(byOld, byNew, holding))
  if (answers.some((one) => one.byNew === 0)) {
    return notObserved(
      'no answer told its generation on a new connection after takeover: needs `fresh` traffic, and target.generation by header or body',
    )
  }
  return held(`all ${many(byNew, 'new connection')} after takeover were answered by the new generation`)
}

function tellOld(byOld: number, byNew: number, holding: number): string {
  const deeds = [
    ...(byOld > 0 ? [`answered ${many(byOld, 'new connection')} (the new one ${grouped(byNew)})`] : []),
    ...(holding > 0 ? [`was seen to hold ${many(holding, 'connection')} opened after takeover`] : []),
  ]
  return `later than ${GRACE_MS} ms after takeover the old generation still ${listed(deeds)}`
}

/** From the first whole slot after takeover until the next restart. */
function timeAfter(ledger: Ledger, { index, begun, takeoverMs = 0 }: RestartAccount): { from: number; to: number } {
  const next = ledger.restarts.find((other) => other.index === index + 1)?.begun
  return { from: begun + takeoverMs + GRACE_MS, to: next ?? Number.POSITIVE_INFINITY }
}

/** Answers on new connections. */
function countAfter(ledger: Ledger, restart: RestartAccount): Answers {
  const { from, to } = timeAfter(ledger, restart)
  const buckets = ofKind(ledger, ledger.buckets, 'fresh').filter(({ t }) => t >= from && t + BUCKET_MS <= to)
  const count = (labels: string[]): number =>
    buckets.reduce(
      (sum, { generations }) => sum + labels.reduce((part, label) => part + (generations?.[label] ?? 0), 0),
      0,
    )
  return { byOld: count(restart.generations.old), byNew: count(restart.generations.new) }
}

/** New connections that processes of the old generation were seen to hold. */
function countHeld(ledger: Ledger, restart: RestartAccount): number {
  const { from, to } = timeAfter(ledger, restart)
  return ledger.events
    .filter((event) => event.kind === 'old-serving' && event.index === restart.index)
    .filter(({ t }) => t >= from + LOOK_MS && t <= to)
    .reduce((sum, event) => sum + (event.kind === 'old-serving' ? event.connections : 0), 0)
}
