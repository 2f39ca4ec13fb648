import { setTimeout as sleep } from 'node:timers/promises'
import type { GapCheck } from '../model/calibration.ts'
import type { RunEvent } from '../model/event.ts'
import { countFailures } from '../model/outcome.ts'
import { type Fixture, seenBy } from './faults.ts'
import { findGapContradictions, findSurelySeen, type Made, sumGaps } from './gap-rows.ts'
import { askForTraffic } from './mix.ts'
import type { ListenerGap } from './server/protocol.ts'
import { runTrial, type Trial } from './trial.ts'

/** How long the listener is closed, milliseconds. */
export const GAPS_MS = [0.5, 1, 2, 5, 20, 100]

const WARMUP_MS = 500
/** Requests before the first gap, from which the account learns how long a pause is usual. */
const BASELINE_MS = 1_000
/** From the end of one gap to the next: each has slots of its own. */
const REST_MS = 300

export interface Gaps {
  gaps: GapCheck
  disagreements: string[]
  trial: Trial
}

/** Closes the listener for known times, each as often as asked, under new connections at a rate; connections that are open must notice nothing. */
export async function closeListener(
  { server, clock, abort }: Fixture,
  rate: number,
  repetitions: number,
): Promise<Gaps> {
  const orders = { every: 0, delayMs: 0, timed: false }
  const fresh = askForTraffic('gaps', orders, rate, (base) => ({ ...base, kind: 'fresh', rate, sources: [] }))
  const kept = askForTraffic('held', orders, 200, (base) => ({ ...base, kind: 'http', connections: 10, rate: 200 }))
  const periodMs = 1000 / rate
  const made: { askedMs: number; gap: ListenerGap }[] = []
  const trial = await runTrial({
    url: server.url,
    clock,
    traffic: [fresh.spec, kept.spec],
    warmupMs: WARMUP_MS,
    abort,
    async during(measureFrom, emitEvent) {
      let next = measureFrom + BASELINE_MS
      for (const { askedMs, phase } of planGaps(repetitions)) {
        // At another point of the period each time: a short gap must not always fall between the same two connections.
        const at = Math.ceil((next - measureFrom) / periodMs) * periodMs + measureFrom + phase * periodMs
        const gap = await server.gap(at, askedMs)
        made.push({ askedMs, gap })
        for (const event of eventsOf(gap, made.length)) emitEvent(event)
        next = gap.open + REST_MS
        abort.throwIfAborted()
      }
      await sleep(REST_MS)
    },
  })
  const account = await server.account([fresh.target, kept.target])
  const seen = seenBy(trial, fresh)
  const all = made.map((one, i) => ({ ...one, reported: reportedOf(trial, i) }))
  const longestMs = longestOf(trial, fresh.spec.name)
  const facts = {
    periodMs,
    longestMs,
    begun: seen.begun,
    read: account.requests[fresh.target] ?? 0,
    attempts: seen.attempts,
  }
  const rows = sumGaps(all)
  return {
    gaps: { rate, periodMs, rows, surelySeenMs: findSurelySeen(rows) },
    disagreements: [...findGapContradictions(all, facts), ...checkKept(trial, kept)],
    trial,
  }
}

/** Every length once, then every length again, and so on. */
export function planGaps(repetitions: number): { askedMs: number; phase: number }[] {
  return Array.from({ length: repetitions }, (_, i) =>
    GAPS_MS.map((askedMs) => ({ askedMs, phase: (i + 0.5) / repetitions })),
  ).flat()
}

/** To the account a gap is a restart: its window is where losses and outages are looked for. */
function eventsOf({ closing, open }: ListenerGap, index: number): RunEvent[] {
  return [
    { t: closing, kind: 'restart-begun', index, old: [] },
    { t: open, kind: 'restart-settled', index, observed: true, drained: true, old: [], new: [] },
  ]
}

function reportedOf({ ledger }: Trial, i: number): Made['reported'] {
  const restart = ledger.restarts[i]
  return { lost: countFailures(restart?.outcomes ?? {}), outageMs: restart?.outageMs ?? null }
}

/** Latencies are kept to within 1%. */
function longestOf({ ledger }: Trial, name: string): number {
  return (ledger.traffic.find((traffic) => traffic.name === name)?.latencyMs?.max ?? 0) * 1.01
}

function checkKept(trial: Trial, kept: Parameters<typeof seenBy>[1]): string[] {
  const { attempts } = seenBy(trial, kept)
  return attempts.length === 0
    ? []
    : [`${attempts.length} requests on connections that stayed open were reported as lost`]
}
