import type { Attempt } from '../../../src/model/attempt.ts'
import type { RunEvent } from '../../../src/model/event.ts'
import { FINDINGS, type Finding } from '../../../src/model/finding.ts'
import { type AttributedLifeline, LIFELINE_ENDS } from '../../../src/model/lifeline.ts'
import { countAttempts, noOutcomes, type OutcomeCounts } from '../../../src/model/outcome.ts'
import type { ListenerHold, ProcessLife } from '../../../src/model/process.ts'
import type { Report, RestartReport } from '../../../src/model/report.ts'
import type { LedgerExcerpt } from '../../../src/report/html/page-context.ts'
import { accountOf, attempt, failing, ledger, passing } from '../samples.ts'

/** Runs that go to the edges of what a page has to hold. Each call gives a fresh one. */

const EVERY_MS = 10_000
const WINDOW_MS = 1_300

export interface Page {
  report: Report
  account: LedgerExcerpt
}

/** A plain run with everything that can be drawn in it: failures, processes, sockets, lifelines. */
export function drawn(base: Report = failing(), { restarts = 2, failures = 40, lifelines = 30 } = {}): Page {
  const attempts = Array.from({ length: failures }, (_, i) => failureOf(i, restarts))
  const list = Array.from({ length: restarts }, (_, i) => restartOf(base, i + 1, attempts))
  const durationMs = (restarts + 1) * EVERY_MS
  const lines = lifelinesOf(lifelines, restarts, durationMs)
  const report: Report = {
    ...base,
    run: { ...base.run, durationMs },
    outcomes: countOutcomes(attempts, 100_000),
    restarts: list,
    failures: attempts.filter(({ outcome }) => outcome !== 'ok'),
    failuresTotal: failures,
    timeline: { bucketMs: 100, buckets: bucketsOf(attempts, restarts, durationMs) },
    processes: processesOf(restarts),
    listeners: listenersOf(restarts),
    lifelineEnds: lines.filter(({ end }) => end === 'cut' || end === 'stalled').slice(0, 1000),
    lifelineEndsTotal: lines.filter(({ end }) => end === 'cut' || end === 'stalled').length,
    events: eventsOf(list, durationMs),
  }
  const { scenario } = ledger()
  const text = 'name: drawn\n# <b>not bold</b>\ntarget:\n\tcommand: nginx\n'
  return { report, account: accountOf(report, { attempts, lifelines: lines, scenario: { ...scenario, text } }) }
}

/** 50 restarts, 10,000 failures, 10,000 lifelines, and names that do not end. */
export function crowded(): Page {
  const { report, account } = drawn(failing(), { restarts: 50, failures: 10_000, lifelines: 10_000 })
  const name = `${'service-with-a-name-that-does-not-end-'.repeat(12)}and ends`
  const traffic = report.traffic.map((one, i) => ({ ...one, name: `${name}${i}` }))
  const findings: Finding[] = FINDINGS.slice(0, 6).map((id) => ({ ...finding(), id, title: name }))
  return { report: { ...report, scenario: { name, file: `/${name}`, about: name }, traffic, findings }, account }
}

/** Nothing of the restarts went wrong, and nothing of them can be seen either. */
export function unseen(): Page {
  const { report, account } = drawn(passing(), { restarts: 2, failures: 0, lifelines: 0 })
  const why = 'the target is on another machine'
  const events: RunEvent[] = [...report.events, { t: 0, kind: 'evidence-missing', what: 'processes', why }]
  return { report: { ...report, processes: [], listeners: [], events }, account }
}

export function finding(): Finding {
  return {
    id: 'no-listener',
    title: 'No process was listening for 1.89 s',
    explanation: 'The old listener closed before the new one opened, so that every new connection was refused.',
    remedy: 'Hand the listening socket over, or start the new process before the old one stops.',
    evidence: '1,204 refusals from 10.12 s to 12.01 s.',
    restarts: [1, 2],
    references: ['socket(7), SO_REUSEPORT', 'RFC 9293 §3.10.7'],
  }
}

function countOutcomes(attempts: readonly Attempt[], ok: number): OutcomeCounts {
  const outcomes = { ...noOutcomes(), ok }
  for (const { outcome } of attempts) outcomes[outcome] += 1
  return outcomes
}

function restartOf(base: Report, index: number, attempts: readonly Attempt[]): RestartReport {
  const [first = failing().restarts[0]] = base.restarts
  if (first === undefined) throw new Error('expected a sample with a restart')
  const begun = index * EVERY_MS
  const own = attempts.filter(({ due }) => due >= begun && due < begun + WINDOW_MS)
  const outcomes = countOutcomes(own, 2_600)
  const generations = { old: [`gen-${index}`], new: [`gen-${index + 1}`] }
  const seen = { settledMs: WINDOW_MS, observed: true, drained: true, detail: null }
  return { ...first, ...seen, index, begun, outcomes, attempts: countAttempts(outcomes), generations }
}

const WAYS: Partial<Attempt>[] = [
  { traffic: 'main page', outcome: 'refused', phase: 'connect', code: 'ECONNREFUSED', retryable: false },
  { traffic: 'keepalive', outcome: 'dropped', phase: 'headers' },
  { traffic: 'keepalive', outcome: 'reset', phase: 'headers', code: 'ECONNRESET' },
  { traffic: 'slow', outcome: 'truncated', phase: 'body', bytesRead: 4_096, firstByte: 9_000 },
]

function failureOf(i: number, restarts: number): Attempt {
  const due = (1 + (i % restarts)) * EVERY_MS + 20 + ((i * 37) % 300)
  return attempt({ ...WAYS[i % WAYS.length], due, sent: due + 0.3, end: due + 2 + (i % 40) })
}

function bucketsOf(attempts: readonly Attempt[], restarts: number, durationMs: number): Report['timeline']['buckets'] {
  return Array.from({ length: durationMs / 100 }, (_, i) => {
    const t = i * 100
    const tenth = Math.floor(i / 10)
    const outcomes = noOutcomes()
    for (const { end, outcome } of attempts) if (end >= t && end < t + 100) outcomes[outcome] += 1
    const number = 1 + Math.min(restarts, Math.floor(t / EVERY_MS))
    const latencyMs = { p50: 1 + (tenth % 3), p99: 4 + (tenth % 7), max: 20 + (tenth % 50) }
    return { t, outcomes: { ...outcomes, ok: 200 }, generations: { [`gen-${number}`]: 200 }, p99Ms: 5, latencyMs }
  })
}

function lifelinesOf(count: number, restarts: number, durationMs: number): AttributedLifeline[] {
  return Array.from({ length: count }, (_, i): AttributedLifeline => {
    const index = 1 + (i % (restarts + 1))
    const kept = index > restarts
    const end = kept ? 'kept' : (LIFELINE_ENDS[1 + (i % 3)] ?? 'cut')
    const base = { traffic: 'websocket', kind: i % 2 === 0 ? 'websocket' : 'sse', id: i + 1, by: 'server' } as const
    const closed = kept ? durationMs - 500 : index * EVERY_MS + 150 + (i % 200)
    const opened = kept ? (index - 1) * EVERY_MS + 400 : Math.max(100, (index - 1) * EVERY_MS + 400)
    return {
      ...base,
      opened,
      closed,
      end,
      sign: 'FIN',
      generation: `gen-${Math.min(index, restarts + 1)}`,
      restart: kept ? null : index,
    }
  })
}

function processesOf(restarts: number): ProcessLife[] {
  return Array.from({ length: restarts + 1 }, (_, i): ProcessLife[] => {
    const [started, ended] = [i === 0 ? 5 : i * EVERY_MS + 60, (i + 1) * EVERY_MS + 900]
    const common = { ppid: 1, started, bornIn: i === 0 ? null : i, ...(i < restarts && { ended }) }
    const master = { ...common, pid: 1000 + 10 * i, command: 'nginx: master process /usr/sbin/nginx -p /tmp/run' }
    return [
      master,
      {
        ...common,
        pid: 1001 + 10 * i,
        ppid: master.pid,
        command: 'nginx: worker process',
        ...(i === 0 && { signal: 'SIGKILL' }),
      },
    ]
  }).flat()
}

function listenersOf(restarts: number): ListenerHold[] {
  return Array.from({ length: restarts + 1 }, (_, i) => {
    const from = i === 0 ? 20 : i * EVERY_MS + 180
    return { inode: 7000 + i, pid: 1000 + 10 * i, from, ...(i < restarts && { to: (i + 1) * EVERY_MS + 90 }) }
  })
}

function eventsOf(restarts: readonly RestartReport[], durationMs: number): RunEvent[] {
  const around = restarts.flatMap(({ index, begun, takeoverMs, generations }): RunEvent[] => [
    { t: begun, kind: 'phase', phase: 'restart' },
    { t: begun, kind: 'restart-begun', index, old: generations.old },
    { t: begun + 12, kind: 'step-done', index, step: 1, name: 'signal HUP', ms: 1.2, detail: 'to pid 1000' },
    { t: begun + (takeoverMs ?? 118), kind: 'takeover', index, generation: generations.new[0] ?? '' },
    { t: begun + 120, kind: 'step-done', index, step: 2, name: 'wait for a new generation', ms: 108 },
    { t: begun + 900, kind: 'old-gone', index },
    { t: begun + WINDOW_MS, kind: 'restart-settled', index, observed: true, drained: true, ...generations },
    { t: begun + WINDOW_MS, kind: 'phase', phase: 'between' },
  ])
  return [
    { t: 0, kind: 'phase', phase: 'launch' },
    { t: 300, kind: 'phase', phase: 'warmup' },
    { t: 1300, kind: 'phase', phase: 'baseline' },
    ...around,
    { t: durationMs - 400, kind: 'phase', phase: 'grace' },
    { t: durationMs - 100, kind: 'phase', phase: 'stop' },
    { t: 2000, kind: 'trouble', code: 'x', message: 'a message' },
  ]
}
