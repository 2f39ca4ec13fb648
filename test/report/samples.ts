import { findWindows, startOf } from '../../src/ledger/windows.ts'
import type { Attempt } from '../../src/model/attempt.ts'
import type { RunEntry } from '../../src/model/entry.ts'
import type { RunEvent } from '../../src/model/event.ts'
import type { Ledger } from '../../src/model/ledger.ts'
import type { AttributedLifeline, LifelineCounts, MessageCounts } from '../../src/model/lifeline.ts'
import { countAttempts, noOutcomes, type OutcomeCounts } from '../../src/model/outcome.ts'
import type { GuaranteeReport, LifelineReport, Report, RestartReport, TrafficReport } from '../../src/model/report.ts'
import { VERDICT_RULES } from '../../src/model/rules.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import type { Certificate, RestartTls } from '../../src/model/tls.ts'
import { GUARANTEES, type GuaranteeId } from '../../src/model/verdict.ts'
import type { LedgerExcerpt } from '../../src/report/html/page-context.ts'
import type { KnownStep } from '../../src/restart/index.ts'

const STEPS: KnownStep[] = [
  { kind: 'signal', signal: 'SIGHUP', to: 'main' },
  { kind: 'wait', until: { generation: 'new' }, withinMs: 1000 },
]

/** Hand-written reports, as buildReport makes them. Each call gives a fresh one. */

const LATENCY = { p50: 1.24, p90: 2.5, p99: 12.4, p999: 340.2, max: 1250 }

function counts(some: Partial<OutcomeCounts>): OutcomeCounts {
  return { ...noOutcomes(), ...some }
}

function traffic(kind: string, some: Partial<OutcomeCounts>, name = kind): TrafficReport {
  const outcomes = counts(some)
  const counted = countAttempts(outcomes) - outcomes.unfinished - outcomes.local
  const availability = counted === 0 ? null : outcomes.ok / counted
  return {
    name,
    kind,
    attempts: countAttempts(outcomes),
    outcomes,
    availability,
    latencyMs: outcomes.ok ? LATENCY : null,
  }
}

type TrafficClaim = NonNullable<Report['sla']['traffic']>[number]

function claim(
  name: string,
  standing: TrafficClaim['standing'],
  [attempts, failures]: [number, number],
  attemptsNeeded: number,
): TrafficClaim {
  return { name, standing, attempts, failures, lowerBound: 0.99, upperBound: 1, attemptsNeeded }
}

function restart(index: number, some: Partial<OutcomeCounts>, more: Partial<RestartReport> = {}): RestartReport {
  const outcomes = counts(some)
  return {
    index,
    begun: index * 10_000,
    observed: true,
    drained: true,
    detail: null,
    takeoverMs: 118.4,
    drainMs: 1250.7,
    outageMs: 6.1,
    outageResolutionMs: 9.4,
    settledMs: 1301,
    attempts: countAttempts(outcomes),
    outcomes,
    retryable: 0,
    mended: 0,
    latencyMs: LATENCY,
    generations: { old: [`gen-${index}`], new: [`gen-${index + 1}`] },
    lifelines: { kept: 0, graceful: 0, cut: 0, stalled: 0 },
    tls: null,
    ...more,
  }
}

function certificate(subject: string): Certificate {
  const [serial, fingerprint256] = [subject === 'CN=first' ? '0A' : '5F3A09C17E44D0B96A31FF', subject]
  return { serial, subject, validTo: '2027-03-01T12:00:00.000Z', fingerprint256 }
}

const resumption = ([resumed, offered]: [number, number]) => ({ resumed, offered })

/** From one with the subject CN=first; each pair is resumed of offered. */
function tls(before: [number, number], after: [number, number], subject: string): RestartTls {
  const certificates = { before: [certificate('CN=first')], after: [certificate(subject)] }
  return {
    resumption: { before: resumption(before), after: resumption(after) },
    certificates: { ...certificates, changed: subject !== 'CN=first' },
  }
}

const NUMBERED: MessageCounts = {
  sent: 120_000,
  received: 118_804,
  lost: 1_150,
  unanswered: 53,
  duplicated: 7,
  reordered: 0,
}

function lifelines(
  kind: string,
  some: Partial<LifelineCounts>,
  withoutServiceMs: LifelineReport['withoutServiceMs'] = null,
  messages: MessageCounts = { sent: 0, received: 0, lost: 0, unanswered: 0, duplicated: 0, reordered: 0 },
): LifelineReport {
  const ends = { kept: 0, graceful: 0, cut: 0, stalled: 0, ...some }
  const opened = Object.values(ends).reduce((sum, count) => sum + count, 0)
  return { kind, opened, ...ends, messages, withoutServiceMs }
}

function lifelineEnd(id: number, more: Partial<AttributedLifeline>): AttributedLifeline {
  const always = { kind: 'websocket', traffic: 'websocket', end: 'cut', by: 'server', sign: 'FIN', restart: 1 } as const
  return { ...always, id, opened: 100, closed: 12_000, ...more }
}

function guarantees(some: Partial<Record<GuaranteeId, Partial<GuaranteeReport>>> = {}): GuaranteeReport[] {
  return GUARANTEES.map((id) => ({
    id,
    status: 'held',
    evidence: 'Seen in 2 of 2 restarts.',
    required: id === 'replaced',
    ...some[id],
  }))
}

export function attempt(more: Partial<Attempt> = {}): Attempt {
  return {
    traffic: 'keepalive',
    method: 'GET',
    path: '/',
    due: 20_110,
    sent: 20_110.2,
    end: 20_111.5,
    outcome: 'dropped',
    phase: 'headers',
    bytesWritten: 61,
    bytesRead: 0,
    connection: { id: 7, reused: true, localPort: 40_112 },
    retryable: true,
    ...more,
  }
}

export function passing(): Report {
  const outcomes = counts({ ok: 65_121, dropped: 2 })
  return {
    schema: 'hitless.report/1',
    rules: VERDICT_RULES,
    scenario: { name: 'nginx binary upgrade', file: '/srv/scenarios/nginx/upgrade.yaml', about: 'USR2, WINCH, QUIT.' },
    run: {
      id: 'r-1',
      label: null,
      startedAt: '2026-03-01T12:00:00.000Z',
      durationMs: 32_400,
      interrupted: false,
      complete: true,
    },
    environment: {
      hitless: '0.1.0',
      node: '22.1.0',
      autocannon: '9.0.0',
      os: 'Linux 6.1',
      cpus: 2,
      memoryBytes: 8 * 2 ** 30,
    },
    harness: {
      threads: [
        { thread: 'main', busy: { mean: 0.021, most: 0.08 }, delayMs: { p99: 2.5, max: 31 } },
        { thread: 'load', busy: { mean: 0.342, most: 0.41 }, delayMs: { p99: 1.2, max: 9 } },
      ],
      schedules: [{ traffic: 'http', arrivals: 60_000, punctual: 59_800, latestMs: 14 }],
      processors: { mean: 0.62, most: 0.91 },
      files: { most: 130, limit: 1024 },
      ports: { sockets: 3_400, timeWait: 3_300, range: 28_232 },
    },
    verdict: {
      status: 'pass',
      exitCode: 0,
      expected: 'pass',
      reasons: [{ code: 'sla-met', message: '2 of 65,123 requests failed; 99.99% is proven at 95% confidence.' }],
    },
    sla: {
      target: 0.9999,
      confidence: 0.95,
      clients: 'strict',
      availability: 65_121 / 65_123,
      lowerBound: 0.9999033,
      upperBound: 0.999996,
      attempts: 65_123,
      failures: 2,
      attemptsNeeded: 62_956,
      windows: { attempts: 5_210, failures: 2, availability: 5_208 / 5_210, target: null },
      failConfidence: 0.975,
      standing: 'met',
      traffic: [
        claim('http', 'met', [60_000, 0], 29_956),
        claim('fresh', 'open', [4_121, 0], 29_956),
        claim('keepalive', 'open', [1_002, 2], 62_956),
      ],
    },
    outcomes,
    strict: { failures: 2, availability: 65_121 / 65_123, outcomes },
    retrying: { failures: 0, retried: 2, availability: 1 },
    traffic: [
      traffic('http', { ok: 60_000 }),
      traffic('fresh', { ok: 4_121 }),
      traffic('keepalive', { ok: 1_000, dropped: 2 }),
    ],
    lifelines: [lifelines('sse', { kept: 10, graceful: 10 }, { count: 10, p50: 4.2, max: 12 })],
    lifelineEnds: [],
    lifelineEndsTotal: 0,
    baseline: { attempts: 10_400, outcomes: counts({ ok: 10_400 }), latencyMs: { ...LATENCY, p99: 3.2 } },
    restarts: [
      restart(
        1,
        { ok: 2_604 },
        { lifelines: { kept: 0, graceful: 10, cut: 0, stalled: 0 }, tls: tls([1_012, 1_012], [0, 18], 'CN=second') },
      ),
      restart(
        2,
        { ok: 2_604, dropped: 2 },
        { lifelines: { kept: 10, graceful: 0, cut: 0, stalled: 0 }, tls: tls([40, 58], [17, 17], 'CN=first') },
      ),
    ],
    guarantees: guarantees({
      'no-losses': { status: 'broken', evidence: '2 requests in flight were lost in 1 of 2 restarts.' },
    }),
    findings: [],
    projection: {
      restartsPerDay: 1,
      failuresPerRestart: { mean: 1, upper: 3.1478 },
      restartsWithLoss: { count: 1, of: 2, upper: 0.9747 },
      downtimePerYearMinutes: 0.0371,
      budgetMinutes: 52.56,
    },
    failures: [attempt(), attempt({ end: 20_113, connection: { id: 9, reused: true } })],
    failuresTotal: 2,
    timeline: {
      bucketMs: 100,
      buckets: [
        {
          t: 20_100,
          outcomes: { ok: 198, dropped: 1 },
          generations: { 'gen-1': 198 },
          p99Ms: 3.2,
          latencyMs: { p50: 1.2, p99: 3.2, max: 9.8 },
        },
      ],
    },
    processes: [],
    listeners: [],
    events: [
      { t: 0, kind: 'phase', phase: 'launch' },
      { t: 12, kind: 'target-started', pid: 4242, command: 'nginx -p /tmp/run' },
      { t: 10_000, kind: 'restart-begun', index: 1, old: ['gen-1'] },
      { t: 11_301, kind: 'restart-settled', index: 1, observed: true, drained: true, old: ['gen-1'], new: ['gen-2'] },
    ],
  }
}

export function failing(): Report {
  const lost = { refused: 1_204, reset: 12, dropped: 30, truncated: 3, timeout: 9, status: 41, unfinished: 2 }
  return {
    ...passing(),
    scenario: { name: 'stop, then start', file: null, about: null },
    verdict: {
      status: 'fail',
      exitCode: 1,
      reasons: [
        { code: 'sla-missed', message: '1,299 of 47,437 requests failed: 97.2616% is below 99.99%.' },
        {
          code: 'guarantee-broken',
          message: 'no-refusals is required and was broken: 1,204 connections were refused.',
        },
      ],
    },
    sla: {
      ...passing().sla,
      availability: 46_138 / 47_437,
      lowerBound: 0.97134,
      upperBound: 0.97384,
      attempts: 47_437,
      failures: 1_299,
      attemptsNeeded: null,
      windows: { attempts: 3_100, failures: 1_299, availability: 1_801 / 3_100, target: 0.99, standing: 'missed' },
      standing: 'missed',
      traffic: [
        claim('main page', 'missed', [41_060, 1_060], 10_950_000),
        claim('fresh', 'missed', [4_342, 204], 2_300_000),
        claim('keepalive', 'missed', [2_032, 32], 430_000),
        claim('slow', 'missed', [3, 3], 77_535),
      ],
    },
    outcomes: counts({ ok: 46_138, ...lost }),
    strict: { failures: 1_299, availability: 46_138 / 47_437, outcomes: counts({ ok: 46_138, ...lost }) },
    retrying: { failures: 1_269, retried: 30, availability: 46_168 / 47_437 },
    traffic: [
      traffic('http', { ok: 40_000, refused: 1_000, reset: 10, status: 41, timeout: 9 }, 'main page'),
      traffic('fresh', { ok: 4_138, refused: 204 }),
      traffic('keepalive', { ok: 2_000, dropped: 30, reset: 2 }),
      traffic('slow', { ok: 0, truncated: 3, unfinished: 2 }),
    ],
    lifelines: [
      lifelines('idle', { cut: 20 }),
      lifelines(
        'websocket',
        { kept: 4, cut: 1_202, stalled: 1 },
        { count: 1_202, p50: 2_013.4, max: 12_310 },
        NUMBERED,
      ),
    ],
    lifelineEnds: [
      lifelineEnd(1, { kind: 'idle', traffic: 'idle', sign: 'RST', closed: 10_120 }),
      lifelineEnd(2, { kind: 'idle', traffic: 'idle', sign: 'RST', closed: 10_131 }),
      lifelineEnd(3, { closed: 12_002.4 }),
      lifelineEnd(4, { closed: 12_002.9 }),
      lifelineEnd(5, { closed: 11_002.9, code: 'ECONNRESET', sign: 'RST' }),
      lifelineEnd(6, { closed: 14_002.9, end: 'stalled', sign: 'silence' }),
      lifelineEnd(7, { closed: 320_002, restart: 2 }),
      lifelineEnd(8, { closed: 4_002, restart: null }),
    ],
    lifelineEndsTotal: 1_223,
    restarts: [
      restart(
        1,
        { ok: 1_801, ...lost },
        {
          outageMs: 1_893,
          takeoverMs: 2_011,
          settledMs: 2_305,
          lifelines: { kept: 4, graceful: 0, cut: 1_221, stalled: 1 },
        },
      ),
      restart(
        2,
        {},
        {
          observed: false,
          drained: false,
          detail: 'No answer of a new generation came within 10 s of the first step.',
          takeoverMs: null,
          drainMs: null,
          settledMs: null,
          latencyMs: null,
          generations: { old: ['gen-2'], new: [] },
        },
      ),
    ],
    guarantees: guarantees({
      'no-refusals': {
        status: 'broken',
        required: true,
        evidence: '1,204 connections were refused in 1 of 2 restarts.',
      },
      'no-losses': { status: 'broken', evidence: '45 requests in flight were lost.' },
      'connections-kept': { status: 'broken', evidence: '20 of 20 connections were cut.' },
      responsive: { status: 'not-observed', evidence: 'No fresh traffic in the window of restart 2.' },
    }),
    findings: [
      {
        id: 'no-listener',
        title: 'No process was listening for 1.89 s',
        explanation: 'The old listener closed before the new one opened, so that every new connection was refused.',
        remedy: 'Hand the listening socket over, or start the new process before the old one stops (SO_REUSEPORT).',
        evidence: '1,204 refusals from 10.12 s to 12.01 s; no owner of port 18080 in that time.',
        restarts: [1],
        references: ['socket(7), SO_REUSEPORT'],
      },
    ],
    failures: [
      attempt({
        traffic: 'main page',
        outcome: 'refused',
        phase: 'connect',
        code: 'ECONNREFUSED',
        retryable: false,
        connection: { id: 3, reused: false },
      }),
      attempt({
        traffic: 'main page',
        outcome: 'refused',
        phase: 'connect',
        code: 'ECONNREFUSED',
        retryable: false,
        connection: { id: 4, reused: false },
      }),
      attempt(),
      attempt({ outcome: 'reset', code: 'ECONNRESET' }),
      attempt({
        traffic: 'main page',
        outcome: 'status',
        phase: 'body',
        status: 503,
        retryable: false,
        bytesRead: 160,
      }),
      attempt({
        traffic: 'slow',
        path: '/slow?ms=3000',
        outcome: 'truncated',
        phase: 'body',
        retryable: false,
        bytesRead: 4_096,
        detail: 'Content-Length announced 10000 bytes, 4096 came',
      }),
      attempt({
        traffic: 'main page',
        outcome: 'timeout',
        phase: 'queue',
        retryable: false,
        connection: { id: 0, reused: false },
      }),
    ],
    failuresTotal: 1_299,
  }
}

function inconclusive(): Report {
  const ok = passing()
  return {
    ...ok,
    scenario: { name: 'quick look', file: null, about: null },
    verdict: {
      status: 'inconclusive',
      exitCode: 3,
      expected: 'pass',
      reasons: [
        {
          code: 'not-enough-attempts',
          message: '4,121 requests without a failure prove 99.9273% at 95% confidence; 99.99% needs 29,956.',
        },
        {
          code: 'harness-stalled',
          message: "The event loop of the probes thread stalled for 812 ms: 3 requests are the harness's own fault.",
        },
      ],
    },
    sla: {
      ...ok.sla,
      availability: 1,
      lowerBound: 0.999273,
      upperBound: 1,
      attempts: 4_121,
      failures: 0,
      attemptsNeeded: 29_956,
      windows: { attempts: 900, failures: 0, availability: 1, target: null },
      standing: 'open',
      traffic: [claim('fresh', 'open', [4_121, 0], 29_956)],
    },
    outcomes: counts({ ok: 4_121, local: 3 }),
    strict: { failures: 0, availability: 1, outcomes: counts({ ok: 4_121, local: 3 }) },
    retrying: { failures: 0, retried: 0, availability: 1 },
    traffic: [traffic('fresh', { ok: 4_121, local: 3 })],
    lifelines: [],
    restarts: [restart(1, { ok: 900 }, { outageMs: 0 })],
    guarantees: guarantees({
      'connections-kept': { status: 'not-observed', evidence: 'No long-lived connection was open.' },
    }),
    projection: null,
    failures: [],
    failuresTotal: 0,
  }
}

function interrupted(): Report {
  const ok = inconclusive()
  return {
    ...ok,
    run: { ...ok.run, durationMs: 4_210, interrupted: true },
    verdict: {
      status: 'inconclusive',
      exitCode: 130,
      reasons: [{ code: 'interrupted', message: 'The run was interrupted after 4.21 s, before its first restart.' }],
    },
    sla: { ...ok.sla, windows: { attempts: 0, failures: 0, availability: null, target: null } },
    restarts: [],
    guarantees: guarantees(
      Object.fromEntries(GUARANTEES.map((id) => [id, { status: 'not-observed', evidence: 'No restart was made.' }])),
    ),
  }
}

/** The target never became ready: nothing was sent at all. */
function empty(): Report {
  const none = interrupted()
  return {
    ...none,
    run: { ...none.run, interrupted: false, durationMs: 10_004 },
    verdict: {
      status: 'inconclusive',
      exitCode: 3,
      reasons: [{ code: 'no-traffic', message: 'Not one request was counted.' }],
    },
    sla: {
      ...none.sla,
      availability: null,
      lowerBound: null,
      upperBound: null,
      attempts: 0,
      failures: 0,
      attemptsNeeded: 29_956,
      standing: null,
      traffic: [{ ...claim('http', null, [0, 0], 29_956), lowerBound: null, upperBound: null }],
    },
    outcomes: noOutcomes(),
    strict: { failures: 0, availability: null, outcomes: counts({}) },
    retrying: { failures: 0, retried: 0, availability: null },
    traffic: [traffic('http', {})],
    timeline: { bucketMs: 100, buckets: [] },
    processes: [],
    listeners: [],
    events: [],
  }
}

export const SAMPLES = { passing, failing, inconclusive, interrupted, empty }

const HOSTILE =
  '<script>alert("x")</script> | `tick` ``two`` & \'quote\' *bold* [link](http://evil.test) @everyone #1\n\u001b[31mred\u0000\u0008\u202eright-to-left\u200b ]]> \uffff \ud800'

/** Whatever a target can put into a report is nasty, and some of it 10 kB long. */
export function hostile(): Report {
  const bad = failing()
  const long = 'a'.repeat(10_000)
  return {
    ...bad,
    scenario: { name: HOSTILE, file: HOSTILE, about: HOSTILE },
    verdict: { ...bad.verdict, reasons: [{ code: 'sla-missed', message: HOSTILE + long }] },
    traffic: [...bad.traffic, traffic('http', { ok: 1 }, HOSTILE)],
    lifelines: bad.lifelines.map((lifeline) => ({ ...lifeline, kind: HOSTILE })),
    lifelineEnds: bad.lifelineEnds.map((end) => ({
      ...end,
      kind: HOSTILE + long,
      traffic: HOSTILE,
      code: HOSTILE + long,
    })),
    restarts: [
      restart(
        1,
        { ok: 5 },
        {
          detail: HOSTILE,
          generations: { old: [HOSTILE, long], new: [HOSTILE] },
          tls: tls([0, 0], [1, 2], HOSTILE + long),
        },
      ),
    ],
    guarantees: bad.guarantees.map((guarantee) => ({ ...guarantee, evidence: HOSTILE })),
    findings: [
      {
        id: 'unexplained',
        title: HOSTILE,
        explanation: long,
        remedy: HOSTILE,
        evidence: HOSTILE,
        restarts: [1],
        references: [HOSTILE],
      },
    ],
    failures: [
      attempt({ traffic: HOSTILE, path: `/${HOSTILE}${long}`, code: HOSTILE, detail: long, generation: HOSTILE }),
    ],
  }
}

/** The first line of a journal, of a scenario with two restarts of two steps each. */
export function runEntry(): RunEntry {
  return {
    entry: 'run',
    schema: 'hitless.journal/1',
    rules: VERDICT_RULES,
    id: 'r-1',
    startedAt: '2026-03-01T12:00:00.000Z',
    scenario: scenario(),
    environment: passing().environment,
  }
}

export function scenario(): Scenario {
  return {
    name: 'nginx binary upgrade',
    about: 'USR2, WINCH, QUIT.',
    file: '/srv/scenarios/nginx/upgrade.yaml',
    requires: ['nginx'],
    target: {
      command: 'nginx',
      cwd: '/srv',
      env: {},
      files: [],
      url: 'http://127.0.0.1:18080',
      tls: { insecure: false },
      ready: { by: 'tcp', withinMs: 1000 },
      generation: { by: 'process' },
      stop: { signal: 'SIGTERM', withinMs: 1000 },
    },
    traffic: [],
    restart: {
      count: 2,
      everyMs: 1000,
      steps: STEPS,
    },
    timing: { warmupMs: 0, baselineMs: 0, cooldownMs: 0, graceMs: 0 },
    sla: {
      availability: 0.9999,
      confidence: 0.95,
      clients: 'strict',
      drainMs: 1000,
      restartsPerDay: 1,
      require: ['replaced'],
    },
    text: '',
  }
}

/** What a ledger says besides a report, with the windows that it gives the report's restarts. */
export function accountOf({ restarts, events, run }: Report, more: Partial<Ledger> = {}): LedgerExcerpt {
  const endOfTraffic = startOf('grace', events) ?? run.durationMs
  const windows = findWindows(restarts.flatMap(eventsOf), endOfTraffic)
  return {
    ...ledger(more),
    endOfTraffic,
    restarts: windows.map(({ index, begun, from, to }) => ({ index, begun: begun.t, window: { from, to } })),
  }
}

function eventsOf({ index, begun, settledMs, observed, drained, generations }: RestartReport): RunEvent[] {
  const begins = { t: begun, kind: 'restart-begun', index, old: generations.old } as const
  if (settledMs === null) return [begins]
  return [begins, { t: begun + settledMs, kind: 'restart-settled', index, observed, drained, ...generations }]
}

/** The account of a run in which nothing happened. */
export function ledger(more: Partial<Ledger> = {}): Ledger {
  return {
    runId: 'r-1',
    rules: VERDICT_RULES,
    startedAt: '2026-03-01T12:00:00.000Z',
    scenario: scenario(),
    environment: passing().environment,
    durationMs: 32_400,
    endOfTraffic: 32_400,
    interrupted: false,
    complete: true,
    traffic: [],
    steps: [],
    buckets: [],
    attempts: [],
    attemptsRecorded: 0,
    attemptGroups: [],
    lifelines: [],
    events: [],
    baseline: { outcomes: noOutcomes(), latencyMs: null, latencyByTraffic: {}, connectRetries: {} },
    restarts: [],
    processes: [],
    listeners: [],
    pods: [],
    harness: passing().harness,
    delays: {},
    imbalances: [],
    ...more,
  }
}
