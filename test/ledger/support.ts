import { buildLedger as build } from '../../src/ledger/build.ts'
import { createRecorder } from '../../src/ledger/record.ts'
import type { Attempt } from '../../src/model/attempt.ts'
import { type Entry, JOURNAL_SCHEMA, type RunEntry } from '../../src/model/entry.ts'
import type { Ledger } from '../../src/model/ledger.ts'
import { VERDICT_RULES } from '../../src/model/rules.ts'
import type { Scenario, SlaSpec, TrafficSpec } from '../../src/model/scenario.ts'
import type { KnownStep } from '../../src/restart/index.ts'
import { stepTraitsOf } from '../../src/restart/index.ts'
import { traitsOf } from '../../src/traffic/index.ts'

const hup: KnownStep = { kind: 'signal', signal: 'SIGHUP', to: 'main' }
const base = { requests: [], timeoutMs: 5000 }

export const http: TrafficSpec = { ...base, name: 'http', kind: 'http', connections: 10, rate: 1000 }
export const fresh: TrafficSpec = { ...base, name: 'fresh', kind: 'fresh', rate: 200, sources: [] }

export const sla: SlaSpec = {
  availability: 0.9999,
  confidence: 0.95,
  clients: 'strict',
  drainMs: 30_000,
  restartsPerDay: 1,
  require: ['replaced'],
}

export function scenario(facts: Partial<Scenario> = {}): Scenario {
  return {
    name: 'test',
    requires: [],
    target: {
      cwd: '/',
      env: {},
      files: [],
      url: 'http://127.0.0.1:20000',
      tls: { insecure: false },
      ready: { by: 'tcp', withinMs: 1000 },
      generation: { by: 'header', name: 'X-Generation' },
      stop: { signal: 'SIGTERM', withinMs: 1000 },
    },
    traffic: [http, fresh],
    restart: { count: 1, everyMs: 10_000, steps: [hup] },
    timing: { warmupMs: 1000, baselineMs: 1000, cooldownMs: 1000, graceMs: 1000 },
    sla,
    text: '',
    ...facts,
  }
}

export const environment = { hitless: '0', node: '20', autocannon: '9', os: 'Linux', cpus: 2, memoryBytes: 1 }

export function runEntry(facts: Partial<Scenario> = {}): RunEntry {
  const startedAt = '2026-01-01T00:00:00.000Z'
  return {
    entry: 'run',
    schema: JOURNAL_SCHEMA,
    rules: VERDICT_RULES,
    id: 'run-1',
    startedAt,
    scenario: scenario(facts),
    environment,
  }
}

export function trouble(message: string): Entry {
  return { entry: 'event', t: 2, kind: 'trouble', code: 'x', message }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** A request that was reset before any byte of its response. */
export const failedAttempt: Attempt = {
  traffic: 'http',
  method: 'GET',
  path: '/',
  outcome: 'reset',
  phase: 'headers',
  code: 'ECONNRESET',
  due: 0,
  end: 5,
  bytesWritten: 10,
  bytesRead: 0,
  connection: { id: 1, reused: true },
  retryable: false,
}

/** The entries that a real recorder makes of ok answers at these times, and of some other attempts. */
export function recordAll(
  traffic: 'http' | 'fresh',
  oks: readonly (number | { due: number; end: number })[],
  others: readonly Attempt[],
): Entry[] {
  const posted: Entry[] = []
  const clock = { origin: 0n, now: () => 0 }
  const post = (entries: Entry[]) => posted.push(...entries)
  const recorder = createRecorder({ clock, post, traffic: [{ name: traffic, kind: traffic }] })
  const account = recorder.traffic(traffic)
  for (const one of oks) {
    const times = typeof one === 'number' ? { due: one, end: one } : one
    account.ok({ ...times, generation: undefined, newConnection: true })
  }
  for (const attempt of others) account.settle(attempt)
  recorder.close()
  return posted
}

/** The ledger of such entries, with the kinds of traffic and steps that there are. */
export function buildLedger(entries: AsyncIterable<Entry> | Iterable<Entry>): Promise<Ledger> {
  return build(entries, traitsOf, stepTraitsOf)
}
