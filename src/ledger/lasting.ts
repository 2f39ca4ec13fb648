import type { LastingOutage } from '../model/ledger.ts'
import { isFailure } from '../model/outcome.ts'
import { findFirst } from '../model/sorted.ts'
import type { AttemptSummary, Collected } from './collect.ts'
import type { RestartWindow } from './windows.ts'

/** Failures of one traffic, one after the other, without a good answer between them. */
type Streak = AttemptSummary[]

/**
 * The outages that began in a restart and went on after it had settled, of each restart: until the first good answer, be it in a later
 * restart or never, or until a later restart cuts what had been let in again. An outage that is no longer than those before any restart is not its doing.
 */
export function findLasting(
  all: Pick<Collected, 'buckets' | 'summaries'>,
  windows: readonly RestartWindow[],
): LastingOutage[][] {
  const found = [...new Set(all.summaries.map(({ traffic }) => traffic))].flatMap((traffic) => {
    const streaks = listStreaks(traffic, all, windows)
    const first = windows[0]?.begun.t ?? Number.POSITIVE_INFINITY
    const usual = Math.max(1, ...streaks.filter((streak) => startOf(streak) < first).map(({ length }) => length))
    return streaks.filter(({ length }) => length > usual).map((streak) => describe(traffic, streak))
  })
  return windows.map((window, i) => found.filter((outage) => isOf(outage, window, windows[i + 1]?.begun.t)))
}

/** It began in the restart, and did not end in it. In a slot that two restarts share, the later one may have begun it. */
function isOf(
  { from, to }: LastingOutage,
  { begun, to: end }: RestartWindow,
  next = Number.POSITIVE_INFINITY,
): boolean {
  return from >= begun.t && from < Math.min(end, next) && to >= end
}

function describe(traffic: string, streak: Streak): LastingOutage {
  return { traffic, from: startOf(streak), to: streak.at(-1)?.end ?? startOf(streak) }
}

function startOf([first]: Streak): number {
  return first?.end ?? Number.POSITIVE_INFINITY
}

function listStreaks(
  traffic: string,
  { buckets, summaries }: Pick<Collected, 'buckets' | 'summaries'>,
  windows: readonly RestartWindow[],
): Streak[] {
  const failed = summaries
    .filter((one) => one.traffic === traffic && isFailure(one.outcome))
    .toSorted((a, b) => a.end - b.end)
  const answered = buckets
    .filter((bucket) => bucket.traffic === traffic)
    .flatMap(({ firstOk, lastOk }) => [firstOk, lastOk])
    .filter((t) => t !== undefined)
  const good = [...answered, ...listReadmissions(failed, windows)].toSorted((a, b) => a - b)
  const streaks: Streak[] = []
  let before: AttemptSummary | undefined
  for (const one of failed) {
    if (before === undefined || hasBetween(good, before.end, one.end)) streaks.push([one])
    else streaks.at(-1)?.push(one)
    before = one
  }
  return streaks
}

/**
 * When a restart began that cut what was in flight, and nothing but refusals had been seen before: connections had been made again by then,
 * which ended the outage.
 */
function listReadmissions(failed: readonly AttemptSummary[], windows: readonly RestartWindow[]): number[] {
  const cut = failed.filter(({ outcome }) => outcome === 'reset' || outcome === 'dropped' || outcome === 'truncated')
  return windows
    .map(({ begun }) => begun.t)
    .filter((t) => failed[findFirst(failed, ({ end }) => end >= t) - 1]?.outcome === 'refused')
    .filter((t) => cut.some(({ due, end }) => due < t && end >= t))
}

function hasBetween(sorted: readonly number[], from: number, to: number): boolean {
  return (sorted[findFirst(sorted, (t) => t > from)] ?? Number.POSITIVE_INFINITY) <= to
}
