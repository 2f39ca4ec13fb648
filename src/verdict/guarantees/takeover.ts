import { BUCKET_MS } from '../../model/entry.ts'
import type { Ledger, RestartAccount } from '../../model/ledger.ts'
import { ofKind } from '../in-windows.ts'
import { many } from '../say.ts'
import { broken, held, notObserved, type State } from './state.ts'

/** How long after takeover answers may still come on connections that were made before it. */
const GRACE_MS = BUCKET_MS

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
  if (byOld > 0) {
    return broken(
      `the old generation still answered ${many(byOld, 'new connection')} later than ${GRACE_MS} ms after takeover ` +
        `(the new one ${byNew})`,
    )
  }
  if (answers.some((one) => one.byNew === 0)) {
    return notObserved(
      'no answer told its generation on a new connection after takeover: needs `fresh` traffic, and target.generation by header or body',
    )
  }
  return held(`all ${many(byNew, 'new connection')} after takeover were answered by the new generation`)
}

/** Answers on new connections from the first whole slot after takeover until the next restart. */
function countAfter(ledger: Ledger, restart: RestartAccount): Answers {
  const next = ledger.restarts.find(({ index }) => index === restart.index + 1)?.begun ?? Number.POSITIVE_INFINITY
  const from = restart.begun + (restart.takeoverMs ?? 0) + GRACE_MS
  const buckets = ofKind(ledger, ledger.buckets, 'fresh').filter(({ t }) => t >= from && t + BUCKET_MS <= next)
  const count = (labels: string[]): number =>
    buckets.reduce(
      (sum, { generations }) => sum + labels.reduce((part, label) => part + (generations?.[label] ?? 0), 0),
      0,
    )
  return { byOld: count(restart.generations.old), byNew: count(restart.generations.new) }
}
