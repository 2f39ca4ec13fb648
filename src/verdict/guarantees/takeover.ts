import { BUCKET_MS, type BucketEntry } from '../../model/entry.ts'
import type { Ledger, RestartRecord, TimeSpan } from '../../model/ledger.ts'
import { sliceBetween } from '../../model/sorted.ts'
import { countOf, formatCount } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { withTrait } from '../in-windows.ts'
import { findUnsteadiness } from '../steadiness.ts'
import { broken, type GuaranteeState, held, notObserved } from './state.ts'

/** How long after takeover answers may still come on connections that were made before it. */
const GRACE_MS = BUCKET_MS

/** Who holds which connection is looked at ten times a second: one opened within the grace may be seen only after it. */
const LOOK_MS = 100

interface Answers {
  byOld: number
  byNew: number
}

/** Once the new generation has answered, the old one answers no new connection. Known by slots, so to within 200 ms. */
export function checkTakeover(ledger: Ledger): GuaranteeState {
  const unsteady = findUnsteadiness(ledger)
  if (unsteady !== undefined) return notObserved(unsteady)
  const taken = ledger.restarts.filter(({ takeoverMs }) => takeoverMs !== undefined)
  if (taken.length === 0) return notObserved('no new generation was seen to take over')
  const answers = taken.map((restart) => countAfter(ledger, restart))
  const byOld = answers.reduce((sum, one) => sum + one.byOld, 0)
  const byNew = answers.reduce((sum, one) => sum + one.byNew, 0)
  const holding = taken.reduce((sum, restart) => sum + countHeld(ledger, restart), 0)
  if (byOld + holding > 0) return broken(describeOld(byOld, byNew, holding))
  const untold = taken.filter((_, i) => answers[i]?.byNew === 0)
  if (!untold.every((restart) => hasLetGo(ledger, restart))) {
    return notObserved(describeUntold(ledger, untold))
  }
  return held(listed([...describeNew(byNew), ...describeLetGo(untold.length)]))
}

/** Where answers on new connections name their generation, the next restart came too soon to see one. */
function describeUntold(ledger: Ledger, untold: readonly RestartRecord[]): string {
  const isNamed = ledger.buckets.some(({ newGenerations }) => newGenerations !== undefined)
  const which = listed(untold.map(({ index }) => String(index)))
  return isNamed && ledger.scenario.target.generation.by !== 'process'
    ? `no answer on a new connection was seen between ${GRACE_MS} ms after the takeover of restart ${which} and the next restart, or the end`
    : 'no answer on a new connection after takeover named its generation: this needs `fresh` traffic, and target.generation by header or body'
}

function describeNew(byNew: number): string[] {
  return byNew > 0 ? [`all ${countOf(byNew, 'new connection')} after takeover were answered by the new generation`] : []
}

function describeLetGo(restarts: number): string[] {
  if (restarts === 0) return []
  return [
    `in ${countOf(restarts, 'restart')} the processes of the old generation had released their listening sockets ` +
      `within ${GRACE_MS} ms after takeover`,
  ]
}

function describeOld(byOld: number, byNew: number, holding: number): string {
  const deeds = [
    ...(byOld > 0 ? [`answered ${countOf(byOld, 'new connection')} (the new one ${formatCount(byNew)})`] : []),
    ...(holding > 0 ? [`was seen to hold ${countOf(holding, 'connection')} opened after takeover`] : []),
  ]
  return `later than ${GRACE_MS} ms after takeover the old generation still ${listed(deeds)}`
}

/** From the first whole slot after takeover until the next restart. */
function timeAfter({ begun, takeoverMs = 0, nextBegun = Number.POSITIVE_INFINITY }: RestartRecord): TimeSpan {
  return { from: begun + takeoverMs + GRACE_MS, to: nextBegun }
}

/** Answers on new connections. */
function countAfter(ledger: Ledger, restart: RestartRecord): Answers {
  const { from, to } = timeAfter(restart)
  const answers = firstAnswers(
    ledger,
    sliceBetween(ledger.buckets, from, to).filter(({ t }) => t + BUCKET_MS <= to),
  )
  const count = (labels: string[]): number =>
    answers.reduce((sum, counts) => sum + labels.reduce((part, label) => part + (counts[label] ?? 0), 0), 0)
  return { byOld: count(restart.generations.old), byNew: count(restart.generations.new) }
}

/**
 * On connections that were opened for them. With HTTP/2, and so with gRPC, several requests may be on their way before the first is answered, the
 * later ones on a connection that is older than they are. Journals from before these were counted tell them of `fresh` alone.
 */
function firstAnswers(ledger: Ledger, buckets: readonly BucketEntry[]): Record<string, number>[] {
  const counted = ledger.buckets.some(({ newGenerations }) => newGenerations !== undefined)
  if (!counted) return withTrait(ledger, buckets, 'marksOutages').map(({ generations = {} }) => generations)
  const multiplexed = new Set(withTrait(ledger, buckets, 'multiplexes'))
  return buckets.filter((bucket) => !multiplexed.has(bucket)).map(({ newGenerations = {} }) => newGenerations)
}

/** Who holds no listening socket accepts nothing. Undecided for processes that never held one: others accept for them. */
function hasLetGo(ledger: Ledger, restart: RestartRecord): boolean {
  const { from } = timeAfter(restart)
  const pids = restart.generations.old.map((label) => Number(/^pid (\d+)$/.exec(label)?.[1]))
  return (
    pids.length > 0 &&
    pids.every((pid) => {
      const holds = ledger.listeners.filter((hold) => hold.pid === pid)
      return holds.length > 0 && holds.every(({ to }) => to !== undefined && to <= from)
    })
  )
}

/** New connections that processes of the old generation were seen to hold. */
function countHeld(ledger: Ledger, restart: RestartRecord): number {
  const { from, to } = timeAfter(restart)
  return ledger.events
    .filter((event) => event.kind === 'old-serving' && event.index === restart.index)
    .filter(({ t }) => t >= from + LOOK_MS && t <= to)
    .reduce((sum, event) => sum + (event.kind === 'old-serving' ? event.connections : 0), 0)
}
