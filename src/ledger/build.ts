import type { Entry } from '../model/entry.ts'
import type { Ledger } from '../model/ledger.ts'
import { FIRST_RULES } from '../model/rules.ts'
import type { StepTraitsOf, TraitsOf } from '../model/scenario.ts'
import { findImbalances } from './balance.ts'
import { type Collected, collectEntries } from './collect.ts'
import { buildHarness, listDelays } from './harness.ts'
import { attributeAll } from './lifelines.ts'
import { buildPods } from './pods.ts'
import { buildListeners, buildProcesses } from './processes.ts'
import { buildRestarts, describeRestart } from './restarts.ts'
import { addSignalled } from './signalled.ts'
import { type IsMeasured, sumBaseline, sumTraffic } from './traffic-totals.ts'
import { findWindows, type RestartWindow, startOf } from './windows.ts'

/**
 * Adds up the account of a run from the entries of its journal, in whatever order the threads' entries came and wherever
 * the journal was cut. Throws where the first entry is not that of a run.
 *
 * @param traitsOf what the kinds of traffic are, and
 * @param stepTraitsOf those of steps: their registries are no part of the ledger
 */
export async function buildLedger(
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  traitsOf: TraitsOf,
  stepTraitsOf: StepTraitsOf,
): Promise<Ledger> {
  const all = await collectEntries(entries, traitsOf)
  const durationMs = all.end?.t ?? all.lastT
  const measuredFrom = startOf('baseline', all.events)
  // After the traffic no client asks, and silence says nothing.
  const endOfTraffic = startOf('grace', all.events) ?? durationMs
  const windows = findWindows(all.events, endOfTraffic)
  const isMeasured = measuredBy(windows)
  const traffic = all.run.scenario.traffic.map((spec) => sumTraffic(spec, all, isMeasured, windows))
  const complete = all.end !== undefined
  const lifelines = attributeAll(all.lifelines, windows.map(describeRestart))
  const processes = buildProcesses(all.events)
  const listeners = buildListeners(all.events)
  return {
    runId: all.run.id,
    rules: all.run.rules ?? FIRST_RULES,
    ...(all.run.label !== undefined && { label: all.run.label }),
    startedAt: all.run.startedAt,
    scenario: all.run.scenario,
    environment: all.run.environment,
    durationMs,
    ...(measuredFrom !== undefined && { measuredFrom }),
    endOfTraffic,
    interrupted: all.end?.interrupted ?? false,
    complete,
    traffic,
    steps: all.run.scenario.restart.steps.map(({ kind }) => stepTraitsOf(kind)),
    buckets: all.buckets,
    ...keepAttempts(all, isMeasured),
    lifelines,
    events: all.events,
    baseline: sumBaseline(all, isMeasured, windows[0]?.from ?? Number.POSITIVE_INFINITY),
    restarts: addSignalled(buildRestarts(all, windows, { endOfTraffic, lifelines, processes, listeners }), {
      ...all,
      processes,
      listeners,
    }),
    processes,
    listeners,
    pods: buildPods(all.events),
    harness: buildHarness(all, { from: measuredFrom ?? Number.NEGATIVE_INFINITY, to: endOfTraffic }),
    delays: listDelays(all),
    imbalances: complete ? findImbalances(all, traffic) : [],
  }
}

/**
 * The warm-up ends at the first restart at the latest: a slow request that was due before the measured part and was still
 * on its way when the restart came is one that the restart can lose.
 */
function measuredBy([first]: readonly RestartWindow[]): IsMeasured {
  const firstRestart = first?.from ?? Number.POSITIVE_INFINITY
  return (warmup, t) => !warmup || t >= firstRestart
}

function keepAttempts(
  all: Collected,
  isMeasured: IsMeasured,
): Pick<Ledger, 'attempts' | 'attemptsRecorded' | 'attemptGroups'> {
  const kept = all.attempts
    .filter(({ summary }) => isMeasured(summary.warmup, summary.end))
    .map(({ attempt }) => attempt)
  return {
    attempts: kept.toSorted((a, b) => a.end - b.end),
    attemptGroups: all.attemptGroups,
    attemptsRecorded: all.summaries.filter(({ warmup, end }) => isMeasured(warmup, end)).length,
  }
}
