import type { BucketEntry } from '../model/entry.ts'
import type { RestartAccount } from '../model/ledger.ts'
import type { AttributedLifeline } from '../model/lifeline.ts'
import { isFailure, noOutcomes, type OutcomeCounts } from '../model/outcome.ts'
import { countMended, countTimeouts, mergeLatencies } from './accounts.ts'
import type { Collected, Mark } from './collect.ts'
import { countConnectRetries } from './connect-retries.ts'
import { countFates } from './lifelines.ts'
import { type Absence, findAbsences } from './outage.ts'
import { sumTls } from './tls.ts'
import type { Window } from './windows.ts'

/** The accounts of all restarts that have begun. */
export function buildRestarts(
  all: Collected,
  windows: readonly Window[],
  lifelines: readonly AttributedLifeline[],
): RestartAccount[] {
  const absences = findAbsences(all, windows)
  const hasTls = all.run.scenario.traffic.some(({ kind }) => kind === 'tls')
  const tls = hasTls ? sumTls(all.events, windows) : []
  const marks = all.marks.map((mark) => ({ mark, window: windows.findIndex((window) => isTouchedBy(window, mark)) }))
  return windows.map((window, i) => {
    const buckets = all.buckets.filter(({ t }) => t >= window.from && t < window.to)
    const hit = marks.filter((one) => one.window === i).map(({ mark }) => mark)
    return {
      ...tellRestart(window),
      ...(absences[i] ?? ({ outageMs: null, resolutionMs: null, silenceMs: null } satisfies Absence)),
      outcomes: countWindow(buckets, hit),
      timeouts: countTimeouts(hit),
      retryable: hit.filter(({ outcome, retryable }) => retryable && isFailure(outcome)).length,
      mended: countMended(hit),
      latencyMs: mergeLatencies(buckets),
      connectRetries: countConnectRetries(all, window.from, windows[i + 1]?.from ?? Number.POSITIVE_INFINITY),
      lifelines: countFates(lifelines, { index: window.index, begun: window.begun.t }),
      tls: tls[i] ?? null,
    }
  })
}

/** Whether an attempt was on its way at any moment of a window. */
function isTouchedBy({ from, to }: Window, { due, end }: Mark): boolean {
  return end >= from && due < to
}

/**
 * A request that a restart leaves hanging times out long after the window. So every attempt that was on its way in the
 * window and did not end well is of the window; the `ok` ones are those that ended in it.
 */
function countWindow(buckets: readonly BucketEntry[], hit: readonly Mark[]): OutcomeCounts {
  const counts = noOutcomes()
  for (const { outcomes } of buckets) counts.ok += outcomes.ok ?? 0
  for (const { outcome } of hit) if (outcome !== 'ok') counts[outcome] += 1
  return counts
}

type Story = Omit<
  RestartAccount,
  | 'outageMs'
  | 'resolutionMs'
  | 'silenceMs'
  | 'outcomes'
  | 'timeouts'
  | 'retryable'
  | 'mended'
  | 'latencyMs'
  | 'connectRetries'
  | 'lifelines'
  | 'tls'
>

/** What the events tell of a restart. */
export function tellRestart({ index, begun, settled, takeover, oldGone }: Window): Story {
  const detail = settled ? settled.detail : 'the run ended before this restart had settled'
  return {
    index,
    begun: begun.t,
    ...(settled && { settled: settled.t }),
    observed: settled?.observed ?? false,
    drained: settled?.drained ?? false,
    ...(detail !== undefined && { detail }),
    ...(takeover && { takeoverMs: takeover.t - begun.t }),
    ...(oldGone && { drainMs: oldGone.t - begun.t }),
    generations: { old: settled?.old ?? begun.old, new: settled?.new ?? (takeover ? [takeover.generation] : []) },
  }
}
