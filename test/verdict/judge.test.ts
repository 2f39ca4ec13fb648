import { describe, expect, test } from 'vitest'
import type { RunEvent } from '../../src/model/event.ts'
import { worstExitCode } from '../../src/model/exit-codes.ts'
import type { Ledger, TrafficTotals } from '../../src/model/ledger.ts'
import { noOutcomes } from '../../src/model/outcome.ts'
import type { Judgement } from '../../src/model/report.ts'
import type { SlaSpec } from '../../src/model/scenario.ts'
import type { ReasonCode, VerdictStatus } from '../../src/model/verdict.ts'
import { judge } from '../../src/verdict/judge.ts'
import {
  answers,
  attempt,
  bucket,
  ledgerWith,
  lifeline,
  restart,
  soundLedger,
  soundScenario,
  timedOut,
  traffic,
} from './support.ts'

interface Case {
  code: ReasonCode
  status: VerdictStatus
  message: RegExp
  facts: Partial<Ledger>
  sla?: Partial<SlaSpec>
}

const died = { t: 7000, kind: 'target-died', pid: 4711, how: 'SIGSEGV', logTail: 'one\npanic: out of luck\n' } as const
const endedByRestart: RunEvent = {
  t: 6500,
  kind: 'restart-settled',
  index: 1,
  observed: false,
  drained: false,
  died: true,
  old: ['a'],
  new: [],
}
const stepFailed = {
  t: 5100,
  kind: 'step-failed',
  index: 1,
  step: 2,
  name: 'signal',
  message: 'nobody received it',
} as const
const signalled = { t: 5010, kind: 'step-done', index: 1, step: 1, name: 'signal HUP', ms: 1 } as const
const waitFailed = { ...stepFailed, step: 1, name: 'wait', message: 'timed out' } as const
const stalled = { t: 5100, kind: 'harness-stalled', thread: 'load', ms: 300 } as const
const behind = { t: 5100, kind: 'generator-behind', traffic: 'http', lateMs: 250, arrivals: 400 } as const
const noTraffic = [traffic('http', 'http', { unfinished: 3 })]

const CASES: Case[] = [
  {
    code: 'sla-met',
    status: 'pass',
    message:
      /^100% of 42,000 requests succeeded, 0 failed; at 95% confidence at least 99\.992\d*% if requests fail independently; target 99\.99%$/,
    facts: {},
  },
  {
    code: 'account-out-of-balance',
    status: 'inconclusive',
    message: /a bug in hitless; please report it: http: ok: 3 in the slots, but 4 in the total/,
    facts: { imbalances: ['http: ok: 3 in the slots, but 4 in the total'] },
  },
  {
    code: 'journal-incomplete',
    status: 'inconclusive',
    message: /^the journal ends after 1 of 1 restarts without the end of the run/,
    facts: { complete: false },
  },
  {
    code: 'interrupted',
    status: 'inconclusive',
    message: /^the run was interrupted after 1 of 1 restarts/,
    facts: { interrupted: true },
  },
  {
    code: 'target-died',
    status: 'inconclusive',
    message:
      /^the target \(pid 4711\) died outside a restart, 1\.6 s after restart 1 had settled: SIGSEGV; its log ends with: panic: out of luck$/,
    facts: { events: [died] },
  },
  {
    code: 'restart-failed',
    status: 'fail',
    message:
      /^restart 1, step 2 \(signal\): nobody received it\. Since this restart began none of 40 requests was lost$/,
    facts: { events: [stepFailed] },
  },
  {
    code: 'step-failed',
    status: 'inconclusive',
    message: /^restart 1, step 1 \(wait\): timed out\. Since this restart began none of 40 requests was lost$/,
    facts: {
      events: [waitFailed],
      scenario: { ...soundScenario(), restart: { count: 1, everyMs: 0, steps: [{ kind: 'wait' }] } },
    },
  },
  { code: 'no-traffic', status: 'inconclusive', message: /^no request was measured/, facts: { traffic: noTraffic } },
  {
    code: 'restart-ended-target',
    status: 'fail',
    message: /^restart 1 ended the target \(SIGSEGV\), and nothing took its place: does it handle the signal\?/,
    facts: { events: [signalled, endedByRestart, died] },
  },
  {
    code: 'baseline-failing',
    status: 'fail',
    message: /^before the first restart only 99\.7% of requests succeeded \(3 of 1,000 failed\); target 99\.99%: fix/,
    facts: {
      traffic: [traffic('http', 'http', { ok: 40_000, status: 16 })],
      baseline: { ...soundLedger().baseline, outcomes: { ...noOutcomes(), ok: 997, status: 3 } },
    },
  },
  {
    code: 'sla-missed',
    status: 'fail',
    message:
      /^99\.976\d*% of requests succeeded \(10 of 42,000 failed\), at most 99\.988% at 95% confidence; target 99\.99%$/,
    facts: { traffic: [traffic('http', 'http', { ok: 41_990, reset: 10 })] },
  },
  {
    code: 'sla-missed-by-traffic',
    status: 'fail',
    message:
      /^63\.\d*% of slow requests succeeded \(22 of 61 failed\), at most 77\.\d+% at 98\.75% confidence; target 99\.99%$/,
    facts: { traffic: [traffic('http', 'http', { ok: 900_000 }), traffic('slow', 'slow', { ok: 39, truncated: 22 })] },
  },
  {
    code: 'sla-missed-in-windows',
    status: 'fail',
    message:
      /^99\.6% of requests around the restarts succeeded \(4 of 1,000 failed\), at most 99\.9% at 97\.5% confidence; target 99\.95%$/,
    facts: {
      traffic: [traffic('http', 'http', { ok: 99_996, reset: 4 })],
      restarts: [restart({ outcomes: { ok: 996, reset: 4 } })],
    },
    sla: { windows: 0.9995 },
  },
  {
    code: 'too-many-losses',
    status: 'fail',
    message: /^1 of 900,000 requests failed; sla\.losses allows none$/,
    facts: { traffic: [traffic('http', 'http', { ok: 899_999, reset: 1 })] },
    sla: { losses: 0 },
  },
  {
    code: 'guarantee-broken',
    status: 'fail',
    message: /^connections-kept is required and was broken: idle 1 cut by restart 1, of 1 long-lived connection$/,
    facts: { lifelines: [lifeline({ end: 'cut' })] },
    sla: { require: ['connections-kept'] },
  },
  {
    code: 'takeover-too-slow',
    status: 'fail',
    message: /^restart 1: the new generation answered after 5.1 s; the limit is 5 s$/,
    facts: { restarts: [restart({ takeoverMs: 5100 })] },
    sla: { takeoverMs: 5000 },
  },
  {
    code: 'takeover-unclear',
    status: 'inconclusive',
    message:
      /^restart 1: the new generation answered first after between 40 ms and 5.1 s, so whether within sla.takeover \(5 s\) is not decided; /,
    facts: { restarts: [restart({ takeoverFromMs: 40, takeoverMs: 5100 })] },
    sla: { takeoverMs: 5000 },
  },
  {
    code: 'outage-too-long',
    status: 'fail',
    message: /^restart 1: no new connection was answered for 212 ms; the limit is 0 ms$/,
    facts: { restarts: [restart({ outageMs: 212 })] },
    sla: { outageMs: 0 },
  },
  {
    code: 'restart-not-observed',
    status: 'inconclusive',
    message: /^restart 1 was not observed: only generation a answered$/,
    facts: { restarts: [restart({ observed: false, detail: 'only generation a answered' })] },
    sla: { require: [] },
  },
  {
    code: 'restart-missing',
    status: 'inconclusive',
    message: /^only 1 of 3 restarts were made$/,
    facts: { scenario: { ...soundScenario(), restart: { count: 3, everyMs: 0, steps: [] } } },
  },
  {
    code: 'local-failures',
    status: 'inconclusive',
    message: /^2 requests failed inside the harness \(EMFILE and EADDRNOTAVAIL\)/,
    facts: {
      traffic: [traffic('http', 'http', { ok: 40_000, local: 2 })],
      attempts: [attempt({ outcome: 'local', code: 'EMFILE' }), attempt({ outcome: 'local', code: 'EADDRNOTAVAIL' })],
    },
  },
  {
    code: 'harness-stalled',
    status: 'inconclusive',
    message: /^the event loop stalled 2 times, for up to 300 ms \(load\)/,
    facts: { events: [{ ...stalled, ms: 200 }, stalled] },
  },
  {
    code: 'generator-behind',
    status: 'inconclusive',
    message: /^http could not keep its schedule: 800 requests were sent up to 250 ms late; lower its rate$/,
    facts: { events: [behind, { ...behind, lateMs: 100 }] },
  },
  {
    code: 'only-client-errors',
    status: 'inconclusive',
    message:
      /^of 40,000 answers to http, 39,600 with 404 and 3 with 401: correct its requests, or let them `expect` that/,
    facts: { traffic: [traffic('http', 'http', { ok: 40_000 }, { clientErrors: { 404: 39_600, 401: 3 } })] },
  },
  {
    code: 'traffic-not-measured',
    status: 'inconclusive',
    message:
      /^not one request of fresh was measured \(1 request fell into the warm-up\), so nothing is known of it: it needs a higher rate, or a longer run$/,
    facts: {
      traffic: [
        traffic('http', 'http', { ok: 40_000 }),
        traffic('fresh', 'fresh', {}, { warmup: { ...noOutcomes(), ok: 1 } }),
      ],
    },
  },
  {
    code: 'only-redirects',
    status: 'inconclusive',
    message:
      /^of 40,000 answers to http, 39,000 with 302 to \/login and 600 with 404, a redirect: what they lead to was not requested/,
    facts: {
      traffic: [
        traffic(
          'http',
          'http',
          { ok: 40_000 },
          { answers: [answers('302 to /login', 39_000), answers('404', 600)], clientErrors: { 404: 600 } },
        ),
      ],
    },
  },
  {
    code: 'left-unanswered',
    status: 'inconclusive',
    message:
      /^5 requests that were in flight during a restart had no answer when the run ended: whether they were lost/,
    facts: { restarts: [restart({ outcomes: { ok: 1000, unfinished: 5 } })] },
  },
  {
    code: 'answers-changed',
    status: 'inconclusive',
    message:
      /^since restart 1, 20,000 of 20,000 answers to http were 302 to \/login, and none of 20,000 before: let its requests `expect` that status/,
    facts: {
      traffic: [
        traffic(
          'http',
          'http',
          { ok: 40_000 },
          { answers: [answers('200', 20_000), answers('302 to /login', 20_000, 1)] },
        ),
      ],
    },
  },
  {
    code: 'not-enough-attempts',
    status: 'inconclusive',
    message:
      /^29,955 requests with 0 failed are too few to tell whether 99\.99% is met at 95% confidence: 1 more, none of them lost, would prove it$/,
    facts: { traffic: [traffic('http', 'http', { ok: 29_955 })] },
  },
  {
    code: 'guarantee-not-observed',
    status: 'inconclusive',
    message: /^connections-kept is required and was not observed: no long-lived connection was open/,
    facts: { lifelines: [] },
    sla: { require: ['connections-kept'] },
  },
]

describe('every reason', () => {
  test.each(CASES)('$code', ({ code, status, message, facts, sla }) => {
    const { verdict } = judge(ledgerWith(facts, sla))
    expect(verdict.status).toBe(status)
    const reason = verdict.reasons.find((one) => one.code === code)
    expect(reason?.message).toMatch(message)
  })

  test('is tried above', () => {
    const all: Record<ReasonCode, true> = {
      'sla-met': true,
      'sla-missed': true,
      'sla-missed-by-traffic': true,
      'sla-missed-in-windows': true,
      'too-many-losses': true,
      'guarantee-broken': true,
      'takeover-too-slow': true,
      'outage-too-long': true,
      'baseline-failing': true,
      'restart-ended-target': true,
      'restart-failed': true,
      'not-enough-attempts': true,
      'guarantee-not-observed': true,
      'restart-not-observed': true,
      'restart-missing': true,
      'only-client-errors': true,
      'traffic-not-measured': true,
      'takeover-unclear': true,
      'left-unanswered': true,
      'only-redirects': true,
      'answers-changed': true,
      'step-failed': true,
      'target-died': true,
      'local-failures': true,
      'harness-stalled': true,
      'generator-behind': true,
      'no-traffic': true,
      interrupted: true,
      'journal-incomplete': true,
      'account-out-of-balance': true,
    }
    expect(CASES.map(({ code }) => code).toSorted()).toEqual(Object.keys(all).toSorted())
  })
})

function judged(from: number, to: number) {
  return judge(ledgerWith({ restarts: [restart({ takeoverFromMs: from, takeoverMs: to })] }, { takeoverMs: 100 }))
    .verdict
}

test('a takeover is too slow only where even the earliest possible moment is', () => {
  expect(judged(20, 90).status).toBe('pass')
  expect(judged(100, 101).status).toBe('inconclusive')
  expect(judged(101, 900)).toMatchObject({
    status: 'fail',
    reasons: [{ code: 'takeover-too-slow', message: expect.stringContaining('between 101 ms and 900 ms') }],
  })
})

function wrongPath(count: number): TrafficTotals[] {
  return [traffic('http', 'http', { ok: 40_000 }, { clientErrors: { 404: count } })]
}

function statusExpecting(...status: { from: number; to: number }[]): VerdictStatus {
  const { traffic: specs, ...rest } = soundScenario()
  const request = { method: 'GET', path: '/', headers: {}, weight: 1, expect: { status } }
  const scenario = { ...rest, traffic: specs.map((spec) => ({ ...spec, requests: [request] })) }
  return judge(ledgerWith({ traffic: wrongPath(40_000), scenario })).verdict.status
}

const codesWith = (facts: Partial<Ledger>): string[] => judge(ledgerWith(facts)).verdict.reasons.map(({ code }) => code)
const ended = (t: number, warmup: boolean) => ({ ...bucket('slow', t, { ok: 3 }), warmup })

const waitedSince = (due: number) =>
  attempt({
    traffic: 'http',
    outcome: 'timeout',
    phase: 'queue',
    due,
    end: due + 5000,
    connection: { id: 0, reused: false },
  })
const judgedAt = (due: number) =>
  judge(ledgerWith({ traffic: [timedOut({ queue: 5000 })], attempts: [waitedSince(due)], attemptsRecorded: 5000 }))
    .verdict

describe('requests that never left for want of a free connection', () => {
  test('are the generator’s where they waited before the first restart', () => {
    const { status, reasons } = judgedAt(4000)
    expect(status).toBe('inconclusive')
    expect(reasons.find(({ code }) => code === 'generator-behind')?.message).toBe(
      'http could not offer 1,000 requests per second: 5,000 requests never left for want of a free connection, already before the first restart; raise its connections (10), or lower the rate',
    )
  })

  test('are lost where a restart made them wait', () => {
    expect(judgedAt(5100).status).toBe('fail')
    expect(judgedAt(4950).status).toBe('fail')
  })
})

describe('a traffic without a sample', () => {
  const slow = { ...traffic('slow', 'slow', { ok: 3 }), name: 'slow' }

  test('is one whose requests were due in the warm-up and answered after the traffic', () => {
    const with3 = { traffic: [traffic('http', 'http', { ok: 40_000 }), slow], endOfTraffic: 10_000 }
    expect(codesWith({ ...with3, buckets: [ended(10_100, true)] })).toContain('traffic-not-measured')
    expect(codesWith({ ...with3, buckets: [ended(9900, true)] })).not.toContain('traffic-not-measured')
    expect(codesWith({ ...with3, buckets: [ended(10_100, false)] })).not.toContain('traffic-not-measured')
  })

  test('is none where its connections are held and seen: only their opening is an attempt', () => {
    const sockets = traffic('chat', 'websocket', {}, { warmup: { ...noOutcomes(), ok: 4 } })
    const facts = { traffic: [traffic('http', 'http', { ok: 40_000 }), sockets] }
    expect(codesWith({ ...facts, lifelines: [lifeline({ traffic: 'chat', kind: 'websocket' })] })).toEqual(['sla-met'])
    expect(codesWith({ ...facts, lifelines: [] })).toContain('traffic-not-measured')
  })
})

describe('answers of 4xx', () => {
  test('among others are let pass', () => {
    expect(judge(ledgerWith({ traffic: wrongPath(39_599) })).verdict.status).toBe('pass')
  })

  test('pass where the scenario asks for them, and not where it asks for anything', () => {
    expect(statusExpecting({ from: 100, to: 499 })).toBe('inconclusive')
    expect(statusExpecting({ from: 200, to: 404 })).toBe('inconclusive')
    expect(statusExpecting({ from: 404, to: 404 })).toBe('pass')
    expect(statusExpecting({ from: 200, to: 299 }, { from: 400, to: 499 })).toBe('pass')
  })
})

function codes(ledger: Ledger): ReasonCode[] {
  return judge(ledger).verdict.reasons.map(({ code }) => code)
}

function judgeCounts(ok: number, reset: number, sla: Partial<SlaSpec> = {}): Judgement {
  return judge(ledgerWith({ traffic: [traffic('http', 'http', { ok, reset })] }, sla))
}

function seen(t: number, generation: string): RunEvent {
  return { t, kind: 'generation-seen', generation, traffic: 'http', newConnection: true }
}

describe('a generation that changes by itself', () => {
  test('proves no restart', () => {
    const events = [seen(10, 'a'), seen(1110, 'b'), seen(2010, 'c'), seen(3010, 'b'), seen(6000, 'd')]
    expect(judge(ledgerWith({ events })).verdict).toMatchObject({
      status: 'inconclusive',
      reasons: [
        {
          code: 'restart-not-observed',
          message: expect.stringMatching(
            /^2 generations appeared before any restart \(b and c\): target\.generation must/,
          ),
        },
        { code: 'guarantee-not-observed' },
      ],
    })
  })

  test.each([
    ['before a restart', [2000, 3100, 3200]],
    ['after one', [7000, 8100, 8200]],
  ])('and takes the place of another one %s proves none either', (_, [t1 = 0, t2 = 0, t3 = 0]) => {
    const [one, two] = t1 < 5000 ? ['a', 'c'] : ['b', 'd']
    const buckets = [
      bucket('http', t1, { ok: 30 }, { [one]: 30 }),
      bucket('http', t2, { ok: 30 }, { [one]: 5, [two]: 25 }),
      bucket('http', t3, { ok: 30 }, { [two]: 30 }),
    ]
    expect(judge(ledgerWith({ buckets })).verdict).toMatchObject({
      status: 'inconclusive',
      reasons: [
        { code: 'restart-not-observed', message: expect.stringContaining(`nothing was restarted (${two})`) },
        { code: 'guarantee-not-observed' },
      ],
    })
    // A worker that had nothing to do until now takes nobody's place.
    const beside = bucket('http', t3 + 200, { ok: 30 }, { [one]: 1, [two]: 29 })
    expect(judge(ledgerWith({ buckets: [...buckets, beside] })).verdict.status).toBe('pass')
  })

  test('is no worker that came with the restart and answers while the others do not', () => {
    const generations = { old: ['a'], new: ['b', 'c'] }
    const buckets = [bucket('http', 7000, { ok: 30 }, { b: 30 }), bucket('http', 8200, { ok: 30 }, { c: 30 })]
    const { restarts } = soundLedger()
    expect(judge(ledgerWith({ buckets })).verdict.status).toBe('inconclusive')
    const known = restarts.map((one) => ({ ...one, generations }))
    expect(judge(ledgerWith({ buckets, restarts: known })).verdict.status).toBe('pass')
  })

  test('is not several workers that answer at first, nor what comes with the restart', () => {
    const events = [seen(10, 'a'), seen(20, 'b'), seen(900, 'c'), seen(5050, 'd'), seen(5060, 'e'), seen(7000, 'f')]
    expect(judge(ledgerWith({ events })).verdict.status).toBe('pass')
  })
})

const messageOf = (facts: Partial<Ledger>) => judge(ledgerWith(facts)).verdict.reasons[0]?.message

describe('what the harness knows of itself', () => {
  const harness = {
    ...soundLedger().harness,
    threads: [{ thread: 'load', busy: { mean: 0.97, most: 1 }, delayMs: { p99: 80, max: 300 } }],
    processors: { mean: 0.168, most: 0.25 },
    files: { most: 1020, limit: 1024 },
    ports: { sockets: 34_000, timeWait: 33_000, range: 28_232 },
  }
  const local = (...of: string[]): Partial<Ledger> => ({
    harness,
    traffic: [traffic('http', 'http', { ok: 40_000, local: of.length })],
    attempts: of.map((code) => attempt({ outcome: 'local', code })),
  })

  test('says what was used up, once, and what to do', () => {
    expect(messageOf(local('EMFILE', 'EMFILE'))).toBe(
      '2 requests failed inside the harness (EMFILE): they say nothing about the target; ' +
        '1,020 of 1,024 files were open: raise the limit with ulimit -n, or lower the number of connections',
    )
    expect(messageOf(local('EADDRNOTAVAIL', 'EADDRINUSE'))).toBe(
      '2 requests failed inside the harness (EADDRNOTAVAIL and EADDRINUSE): they say nothing about the target; ' +
        '34,000 TCP sockets, 33,000 of them in TIME_WAIT, with 28,232 ports for each address: ' +
        'name more addresses under sources, or lower the rate',
    )
    expect(messageOf(local('UNSENDABLE'))).toMatch(/they say nothing about the target$/)
  })

  test('says how much of the machine it had', () => {
    expect(messageOf({ events: [stalled], harness })).toMatch(/too busy to measure; hitless had 0.17 of 2 processors$/)
    expect(messageOf({ events: [{ ...behind, arrivals: 4000 }], harness })).toMatch(
      /\(its thread was busy 97% of the time\)$/,
    )
  })

  test('a main thread that stood still sends no request late', () => {
    expect(judge(ledgerWith({ events: [{ ...stalled, thread: 'main' }] })).verdict.status).toBe('pass')
  })
})

describe('a harness that was the bottleneck', () => {
  const late = { ...behind, arrivals: 300 }
  const timeouts = [traffic('http', 'http', { ok: 40_000, timeout: 900 })]

  test('is not one with a few late requests', () => {
    expect(judge(ledgerWith({ events: [late] })).verdict.status).toBe('pass')
    expect(codes(ledgerWith({ events: [late, late] }))).toEqual(['generator-behind'])
    expect(codes(ledgerWith({ events: [{ ...late, arrivals: 1, lateMs: 501 }] }))).toEqual(['generator-behind'])
  })

  test('does not matter while it warms up', () => {
    const baseline = { t: 1000, kind: 'phase', phase: 'baseline' } as const
    const early = [{ ...stalled, t: 900 }, { ...behind, t: 990 }, baseline]
    expect(judge(ledgerWith({ events: early })).verdict.status).toBe('pass')
    expect(judge(ledgerWith({ events: [...early, stalled] })).verdict.status).toBe('inconclusive')
  })

  test('may have made timeouts itself, and they break no guarantee', () => {
    const facts = { traffic: [timedOut({ connect: 1, headers: 1 })] }
    const sla = { require: ['no-refusals', 'no-losses'], availability: 0.999 } satisfies Partial<SlaSpec>
    expect(judge(ledgerWith(facts, sla)).verdict.status).toBe('fail')
    const { verdict, guarantees } = judge(ledgerWith({ ...facts, events: [stalled] }, sla))
    expect(verdict.status).toBe('inconclusive')
    expect(guarantees.slice(0, 2).map(({ status }) => status)).toEqual(['not-observed', 'not-observed'])
  })

  test('may have made timeouts itself, and they prove nothing', () => {
    expect(judge(ledgerWith({ traffic: timeouts })).verdict.status).toBe('fail')
    const { verdict, sla } = judge(ledgerWith({ traffic: timeouts, events: [stalled] }))
    expect(verdict.status).toBe('inconclusive')
    expect(sla.failures).toBe(900)
  })

  test('has not made refusals and resets', () => {
    const facts = { traffic: [traffic('http', 'http', { ok: 40_000, timeout: 900, reset: 10 })], events: [stalled] }
    expect(judge(ledgerWith(facts)).verdict.status).toBe('fail')
  })
})

test('a target that its restart ended has failed: exit code 1, and not 4', () => {
  expect(judge(ledgerWith({ events: [endedByRestart, died] })).verdict.exitCode).toBe(1)
  expect(judge(ledgerWith({ events: [died] })).verdict.exitCode).toBe(4)
})

describe('precedence', () => {
  test('an incomplete journal outranks what was seen in it, and all reasons are listed in order', () => {
    const facts = {
      complete: false,
      events: [stepFailed, stalled, behind],
      traffic: [traffic('http', 'http', { ok: 990, reset: 10, local: 1 })],
      restarts: [restart({ observed: false, outcomes: { ok: 5, reset: 10 } })],
      lifelines: [lifeline({ end: 'stalled' as const })],
    }
    const ledger = ledgerWith(facts, { require: ['replaced', 'connections-kept'], windows: 0.9999 })
    expect(judge(ledger).verdict.status).toBe('inconclusive')
    expect(codes(ledger)).toEqual([
      'journal-incomplete',
      'restart-failed',
      'sla-missed',
      'sla-missed-by-traffic',
      'sla-missed-in-windows',
      'guarantee-broken',
      'restart-not-observed',
      'local-failures',
      'harness-stalled',
      'generator-behind',
      'guarantee-not-observed',
    ])
  })

  test('what failed outranks what is not proven', () => {
    const facts = {
      traffic: [traffic('http', 'http', { ok: 990, reset: 10 })],
      restarts: [restart({ observed: false })],
    }
    const { verdict } = judge(ledgerWith(facts))
    expect(verdict).toMatchObject({ status: 'fail', exitCode: 1 })
    expect(verdict.reasons.map(({ code }) => code)).toContain('restart-not-observed')
  })

  test('a guarantee that is not required decides nothing', () => {
    const { verdict, guarantees } = judge(ledgerWith({ lifelines: [lifeline({ end: 'cut' })] }))
    expect(verdict.status).toBe('pass')
    expect(guarantees.find(({ id }) => id === 'connections-kept')?.status).toBe('broken')
  })

  test('a baseline that fails less than the SLA allows is no reason', () => {
    const facts = {
      traffic: [traffic('http', 'http', { ok: 40_000, reset: 100 })],
      buckets: [bucket('http', 1000, { ok: 39_000, reset: 1 })],
    }
    expect(codes(ledgerWith(facts))).toEqual(['sla-missed', 'sla-missed-by-traffic'])
  })
})

describe('the SLA', () => {
  test('needs as many attempts as the published tables say', () => {
    expect(judgeCounts(29_956, 0).verdict.status).toBe('pass')
    expect(judgeCounts(29_955, 0).verdict.status).toBe('inconclusive')
    expect(judgeCounts(47_436, 1).verdict.status).toBe('pass')
    expect(judgeCounts(47_435, 1).verdict.status).toBe('inconclusive')
    expect(judgeCounts(9998, 1).verdict.status).toBe('inconclusive')
  })

  test('without confidence compares the observed values alone', () => {
    const { verdict, sla } = judgeCounts(9999, 1, { confidence: null })
    expect(verdict.status).toBe('pass')
    expect(sla).toMatchObject({ lowerBound: null, upperBound: null, attemptsNeeded: null, availability: 0.9999 })
  })

  test('of 100% can be failed but not proven', () => {
    expect(judgeCounts(40_000, 0, { availability: 1 }).verdict).toMatchObject({
      status: 'inconclusive',
      reasons: [{ code: 'not-enough-attempts', message: expect.stringMatching(/^no number of requests proves 100%/) }],
    })
    expect(judgeCounts(40_000, 1, { availability: 1 }).verdict.status).toBe('fail')
    expect(judgeCounts(40_000, 0, { availability: 1, confidence: null }).verdict.status).toBe('pass')
  })

  test('does not count what is unfinished or local', () => {
    const { sla } = judge(
      ledgerWith({ traffic: [traffic('http', 'http', { ok: 90, reset: 10, unfinished: 7, local: 3 })] }),
    )
    expect(sla).toMatchObject({ attempts: 100, failures: 10, availability: 0.9 })
  })

  test('puts the windows of all restarts beside it', () => {
    const restarts = [restart({ outcomes: { ok: 90, reset: 10 } }), restart({ index: 2, outcomes: { ok: 100 } })]
    expect(judge(ledgerWith({ restarts })).sla.windows).toEqual({
      attempts: 200,
      failures: 10,
      availability: 0.95,
      target: null,
    })
  })
})

describe('the retrying view', () => {
  const lost = traffic('http', 'http', { ok: 40_000, dropped: 8, truncated: 1 }, { retryable: 8 })

  test('of a strict run takes the retryable failures off, and does not decide', () => {
    const { retrying, verdict } = judge(ledgerWith({ traffic: [lost] }))
    expect(retrying).toEqual({ failures: 1, retried: 8, availability: 40_008 / 40_009 })
    expect(verdict.status).toBe('fail')
  })

  test('of a strict run in which some traffic retried separates the two', () => {
    const strict = traffic('http', 'http', { ok: 40_000, dropped: 3 }, { retryable: 3 })
    const resent = traffic('http2', 'http2', { ok: 10_000 }, { retried: { ...noOutcomes(), reset: 7 } })
    const ledger = ledgerWith({ traffic: [strict, resent] })
    const [first] = ledger.scenario.traffic
    if (first === undefined) throw new Error('expected a traffic')
    ledger.scenario.traffic = [first, { ...first, name: 'http2', clients: 'retrying' }]
    const { retrying, sla } = judge(ledger)
    expect(retrying).toEqual({ failures: 0, retried: 10, resent: 7, availability: 1 })
    expect(sla).toMatchObject({ clients: 'strict', others: ['http2'], failures: 3 })
  })

  test('of a retrying run is the run, and the pass says what retries hid', () => {
    const kept = traffic('http', 'http', { ok: 40_000 })
    const http = { ...kept, retried: { ...kept.retried, dropped: 1208 } }
    const { retrying, verdict } = judge(ledgerWith({ traffic: [http] }, { clients: 'retrying' }))
    expect(retrying).toEqual({ failures: 0, retried: 1208, availability: 1 })
    expect(verdict.reasons[0]?.message).toMatch(/; 1,208 succeeded only after a retry$/)
  })
})

describe('the strict view', () => {
  test('of a retrying run counts what a retry made good by its first try', () => {
    const kept = traffic('http', 'http', { ok: 40_000, refused: 3 })
    const http = {
      ...kept,
      recoveredByRetry: { ...kept.recoveredByRetry, dropped: 7 },
      retried: { ...kept.retried, dropped: 9 },
    }
    const { strict, sla } = judge(ledgerWith({ traffic: [http] }, { clients: 'retrying' }))
    expect(strict).toMatchObject({ failures: 10, availability: 39_993 / 40_003 })
    expect(strict.outcomes).toMatchObject({ ok: 39_993, refused: 3, dropped: 7 })
    expect(sla.failures).toBe(3)
  })

  test('of a strict run is the run', () => {
    const { strict, sla } = judge(ledgerWith({ traffic: [traffic('http', 'http', { ok: 9, reset: 1 })] }))
    expect(strict).toMatchObject({ failures: sla.failures, availability: sla.availability })
  })
})

describe('the exit code', () => {
  interface Ending {
    what: string
    facts: Partial<Ledger>
    expected?: VerdictStatus
    code: number
  }
  const failing = { traffic: [traffic('http', 'http', { ok: 1, reset: 1 })] }
  const endings: Ending[] = [
    { what: 'pass', facts: {}, code: 0 },
    { what: 'pass as expected', facts: {}, expected: 'pass', code: 0 },
    { what: 'pass where a failure was expected', facts: {}, expected: 'fail', code: 1 },
    { what: 'pass where nothing was to be proven', facts: {}, expected: 'inconclusive', code: 1 },
    { what: 'fail', facts: failing, code: 1 },
    { what: 'fail as expected', facts: failing, expected: 'fail', code: 0 },
    { what: 'fail where a pass was expected', facts: failing, expected: 'pass', code: 1 },
    { what: 'inconclusive', facts: { complete: false }, code: 3 },
    { what: 'inconclusive where a failure was expected', facts: { complete: false }, expected: 'fail', code: 3 },
    { what: 'inconclusive as expected', facts: { complete: false }, expected: 'inconclusive', code: 0 },
    { what: 'the target died', facts: { events: [died] }, expected: 'pass', code: 4 },
    { what: 'interrupted', facts: { interrupted: true }, expected: 'inconclusive', code: 130 },
  ]

  test.each(endings)('$what', ({ facts, expected, code }) => {
    const { verdict } = judge(ledgerWith(facts, {}, expected))
    expect(verdict.exitCode).toBe(code)
    expect(verdict.expected).toBe(expected)
  })

  test('of several scenarios is the worst', () => {
    expect(worstExitCode([])).toBe(0)
    expect(worstExitCode([0, 3, 0])).toBe(3)
    expect(worstExitCode([3, 1, 0])).toBe(1)
    expect(worstExitCode([1, 4, 3])).toBe(4)
    expect(worstExitCode([2, 130, 4])).toBe(130)
  })
})

test('the same ledger gives the same judgement, and stays as it was', () => {
  const ledger = soundLedger()
  const before = structuredClone(ledger)
  expect(judge(ledger)).toEqual(judge(ledger))
  expect(ledger).toEqual(before)
})
