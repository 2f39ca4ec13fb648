import type { BucketEntry } from '../model/entry.ts'
import type { LastingOutage, RestartRecord, TimeSpan } from '../model/ledger.ts'
import type { AttributedLifeline } from '../model/lifeline.ts'
import { isFailure, noOutcomes, type OutcomeCounts } from '../model/outcome.ts'
import type { ListenerHold, ProcessLife } from '../model/process.ts'
import { findClaim } from '../model/restart-claims.ts'
import { sliceBetween } from '../model/sorted.ts'
import type { AttemptSummary, Collected } from './collect.ts'
import { countConnectRetries } from './connect-retries.ts'
import { findLasting } from './lasting.ts'
import { countFates } from './lifelines.ts'
import { type Absence, findAbsences } from './outage.ts'
import { boundTakeover } from './takeover.ts'
import { sumTls } from './tls.ts'
import { countRecovered, countTimeouts, mergeByTraffic } from './traffic-totals.ts'
import type { RestartWindow } from './windows.ts'

/** What else is known of the run. */
interface Surroundings {
  endOfTraffic: number
  lifelines: readonly AttributedLifeline[]
  processes: readonly ProcessLife[]
  listeners: readonly ListenerHold[]
}

/** The accounts of all restarts that have begun. */
export function buildRestarts(
  all: Collected,
  windows: readonly RestartWindow[],
  { endOfTraffic, lifelines, ...watched }: Surroundings,
): RestartRecord[] {
  const absences = findAbsences(all, windows, endOfTraffic)
  const hasTls = all.run.scenario.traffic.some(({ kind }) => all.traitsOf(kind).handshakes)
  const tls = hasTls ? sumTls(all.events, windows) : []
  const lasting = findLasting(all, windows)
  const hits = groupByWindow(all.summaries, windows, lasting)
  return windows.map((window, i) => {
    const buckets = sliceBetween(all.buckets, window.from, window.to)
    const hit = hits[i] ?? []
    const outages = lasting[i] ?? []
    return {
      ...describeRestart(window),
      ...describeBounds(window, boundTakeover(window, { all, ...watched })),
      ...(absences[i] ?? ({ outageMs: null, resolutionMs: null, silenceMs: null } satisfies Absence)),
      ...(outages.length > 0 && { lasting: outages }),
      outcomes: countWindow(buckets, hit),
      timeouts: countTimeouts(hit),
      retryable: hit.filter(({ outcome, retryable }) => retryable && isFailure(outcome)).length,
      recoveredByRetry: countRecovered(hit),
      ...mergeByTraffic(buckets),
      connectRetries: countConnectRetries(all, window.from, windows[i + 1]?.from ?? Number.POSITIVE_INFINITY),
      lifelines: countFates(lifelines, { index: window.index, begun: window.begun.t }),
      tls: tls[i] ?? null,
    }
  })
}

function describeBounds({ begun }: RestartWindow, bounds: TimeSpan | undefined) {
  return bounds && { takeoverFromMs: bounds.from - begun.t, takeoverMs: bounds.to - begun.t }
}

/** What was on its way in each window. An outage counts for the restart that began it. */
function groupByWindow(
  summaries: readonly AttemptSummary[],
  windows: readonly RestartWindow[],
  lasting: readonly LastingOutage[][],
): AttemptSummary[][] {
  const groups: AttemptSummary[][] = windows.map(() => [])
  const claims = windows.map(({ begun, from, to }, i) => ({ begun: begun.t, from, to, lasting: lasting[i] ?? [] }))
  for (const summary of summaries) groups[findClaim(summary, claims)]?.push(summary)
  return groups
}

/**
 * A request that a restart leaves hanging times out long after the window. So every attempt that was on its way in the
 * window and did not end well is of the window; the `ok` ones are those that ended in it.
 */
function countWindow(buckets: readonly BucketEntry[], hit: readonly AttemptSummary[]): OutcomeCounts {
  const counts = noOutcomes()
  for (const { outcomes } of buckets) counts.ok += outcomes.ok ?? 0
  for (const { outcome } of hit) if (outcome !== 'ok') counts[outcome] += 1
  return counts
}

type Story = Omit<
  RestartRecord,
  | 'outageMs'
  | 'resolutionMs'
  | 'silenceMs'
  | 'outcomes'
  | 'lasting'
  | 'timeouts'
  | 'retryable'
  | 'recoveredByRetry'
  | 'latencyMs'
  | 'latencyByTraffic'
  | 'connectRetries'
  | 'lifelines'
  | 'tls'
>

/** What the events tell of a restart. */
export function describeRestart(window: RestartWindow): Story {
  const { index, begun, settled, takeover, oldGone, from, to, until, nextBegun } = window
  const detail = settled ? settled.detail : 'the run ended before this restart had settled'
  return {
    index,
    begun: begun.t,
    ...(settled && { settled: settled.t }),
    window: { from, to },
    until,
    ...(nextBegun !== undefined && { nextBegun }),
    observed: settled?.observed ?? false,
    drained: settled?.drained ?? false,
    ...(settled?.bySilence === true && { bySilence: true }),
    ...(detail !== undefined && { detail }),
    ...(takeover && { takeoverMs: takeover.t - begun.t }),
    ...(oldGone && { drainMs: oldGone.t - begun.t }),
    generations: { old: settled?.old ?? begun.old, new: settled?.new ?? (takeover ? [takeover.generation] : []) },
  }
}
