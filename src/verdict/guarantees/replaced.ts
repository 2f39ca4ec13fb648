import type { Ledger, RestartRecord } from '../../model/ledger.ts'
import { sliceBetween } from '../../model/sorted.ts'
import { countOf, formatDuration } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { findUnsteadiness } from '../steadiness.ts'
import { broken, type GuaranteeState, held, notObserved } from './state.ts'

/** A new generation serves, and the old one has gone within the drain limit, after each restart that was asked for. */
export function checkReplaced(ledger: Ledger): GuaranteeState {
  const { restarts, scenario } = ledger
  const unsteady = findUnsteadiness(ledger)
  if (unsteady !== undefined) return notObserved(unsteady)
  const { count } = scenario.restart
  const lasting = restarts.filter(({ observed, drained }) => observed && !drained)
  const [unclear, first] = [true, false].map((silent) =>
    lasting.find((one) => watched(one) >= scenario.sla.drainMs && isSilent(ledger, one) === silent),
  )
  if (first !== undefined) {
    return broken(
      `the old generation was still there ${formatDuration(watched(first))} after ${name([first])}${why([first])}`,
    )
  }
  if (unclear !== undefined) return notObserved(describeUnclear(unclear))
  if (lasting.length > 0) return notObserved(`${name(lasting)} ended before the old generation was gone${why(lasting)}`)
  const unseen = restarts.filter(({ observed }) => !observed)
  if (unseen.length > 0) return notObserved(`no new generation was seen after ${name(unseen)}${why(unseen)}`)
  if (restarts.length < count) return notObserved(`only ${restarts.length} of ${count} restarts were made`)
  const drains = restarts.map(({ drainMs }) => drainMs).filter((ms) => ms !== undefined)
  const longest = drains.length > 0 ? ` within ${formatDuration(Math.max(...drains))} of the restart` : ''
  return held(`${countOf(count, 'restart')}: each time a new generation took over and the old one was gone${longest}`)
}

/** The old generation is gone when it has been silent for long enough after takeover. Where that came late, it was silent, and not yet for long enough. */
function isSilent(
  { buckets }: Ledger,
  { begun, settled, bySilence, takeoverMs = 0, generations: { old } }: RestartRecord,
): boolean {
  if (bySilence !== true) return false
  const since = sliceBetween(buckets, begun + takeoverMs, settled ?? Number.POSITIVE_INFINITY)
  return !since.some(({ generations = {} }) => old.some((label) => (generations[label] ?? 0) > 0))
}

function describeUnclear(one: RestartRecord): string {
  const { takeoverMs = 0 } = one
  return (
    `the new generation answered first ${formatDuration(takeoverMs)} after ${name([one])} had begun, and the old one no more since; ` +
    `the ${formatDuration(watched(one) - takeoverMs)} until \`sla.drain\` are too short to tell that it was gone: allow more${why([one])}`
  )
}

/** For how long a restart was watched, milliseconds. */
function watched({ begun, settled = begun }: RestartRecord): number {
  return settled - begun
}

function name(restarts: readonly RestartRecord[]): string {
  return `restart ${listed(restarts.map(({ index }) => String(index)))}`
}

function why(restarts: readonly RestartRecord[]): string {
  const details = new Set(restarts.map(({ detail }) => detail).filter((detail) => detail !== undefined))
  return details.size > 0 ? ` (${[...details].join('; ')})` : ''
}
