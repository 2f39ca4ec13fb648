import { readFileSync } from 'node:fs'
import type { Attempt } from '../../../../src/model/attempt.ts'
import { startClock } from '../../../../src/model/clock.ts'
import type { RunEvent } from '../../../../src/model/event.ts'
import { noOutcomes, type OutcomeCounts } from '../../../../src/model/outcome.ts'
import type { OkAnswer, Recorder } from '../../../../src/model/recorder.ts'
import type { Clients, GenerationSpec, RequestSpec, TlsSpec } from '../../../../src/model/scenario.ts'
import { retries } from '../../../../src/model/worker.ts'
import { resolveEndpoint } from '../../../../src/net/endpoint.ts'
import { ANY_SOURCE } from '../../../../src/net/sources.ts'
import { watchStalls } from '../../../../src/net/stall.ts'
import type { HttpTraffic } from '../../../../src/traffic/kinds/http/options.ts'
import { createHttp } from '../../../../src/traffic/kinds/http/probe.ts'
import type { Probe } from '../../../../src/traffic/probe.ts'

/** What a recorder was told, as plainly as possible. */
export interface Tally {
  begun: number
  outcomes: OutcomeCounts
  oks: OkAnswer[]
  /** Everything that was settled and not plainly ok. */
  attempts: Attempt[]
  events: RunEvent[]
}

export interface Run {
  tally: Tally
  /** Now, on the run's clock. */
  now: () => number
  stop: () => Promise<Tally>
}

export interface RunOptions {
  url: string
  connections?: number
  rate?: number
  timeoutMs?: number
  graceMs?: number
  retrying?: boolean
  generation?: GenerationSpec
  tls?: Partial<TlsSpec>
  requests?: Partial<RequestSpec>[]
  /** Instead of what `retrying` says. */
  clients?: Clients
  /** Keep every good answer, not only their number. */
  keepOks?: boolean
}

export function request(part: Partial<RequestSpec> = {}): RequestSpec {
  return { method: 'GET', path: '/', headers: {}, weight: 1, expect: { status: [{ from: 100, to: 499 }] }, ...part }
}

/** Prepares the load and starts it at once. */
export async function startRun(options: RunOptions): Promise<Run> {
  const { tally, load, now } = await prepareRun(options)
  load.start(now())
  return { tally, now, stop: () => load.stop().then(() => tally) }
}

export async function prepareRun(options: RunOptions): Promise<{ tally: Tally; load: Probe; now: () => number }> {
  const clock = startClock()
  const tally: Tally = { begun: 0, outcomes: noOutcomes(), oks: [], attempts: [], events: [] }
  const stalls = watchStalls(clock, (t, ms) => tally.events.push({ t, kind: 'harness-stalled', thread: 'load', ms }))
  const endpoint = await resolveEndpoint(options.url, { insecure: false, ...options.tls })
  const spec = trafficOf(options)
  const load = await createHttp({
    spec,
    retrying: retries(spec, { retrying: options.retrying ?? false }),
    graceMs: options.graceMs ?? 2_000,
    recorder: tallyInto(tally, options.keepOks ?? false),
    endpoint,
    clock,
    generation: options.generation ?? { by: 'process' },
    stalls,
    sources: ANY_SOURCE,
  })
  return { tally, load, now: () => clock.now() }
}

function trafficOf({ connections = 10, rate, timeoutMs = 5_000, requests = [{}], clients }: RunOptions): HttpTraffic {
  const own = clients === undefined ? {} : { clients }
  const base = { kind: 'http' as const, name: 'http', connections, timeoutMs, requests: requests.map(request), ...own }
  return rate === undefined ? base : { ...base, rate }
}

function tallyInto(tally: Tally, keepOks: boolean): Recorder {
  return {
    traffic: () => ({
      begin: () => void (tally.begun += 1),
      ok(answer) {
        tally.outcomes.ok += 1
        if (keepOks) tally.oks.push({ ...answer })
      },
      settle(attempt) {
        tally.outcomes[attempt.outcome] += 1
        tally.attempts.push(attempt)
      },
      settleUnsent(attempt, dues) {
        tally.outcomes[attempt.outcome] += dues.length
        for (const due of dues) tally.attempts.push({ ...attempt, due })
      },
    }),
    event: (event) => void tally.events.push(event),
    lifeline() {
      throw new Error('sustained load has no lifelines')
    },
  }
}

export function sum(outcomes: OutcomeCounts): number {
  return Object.values(outcomes).reduce((total, count) => total + count, 0)
}

export async function until(condition: () => boolean, what: string, withinMs = 30_000): Promise<void> {
  const end = Date.now() + withinMs
  while (!condition()) {
    if (Date.now() > end) throw new Error(`expected ${what} within ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

export function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url), 'utf8')
}

/** The codes or outcomes of attempts, each with how often it occurs. */
export function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1
  return counts
}
