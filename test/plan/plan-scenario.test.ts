import { describe, expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { Scenario, SlaSpec } from '../../src/model/scenario.ts'
import { findImpossibleClaims, findMinimumLastRestart, planScenario } from '../../src/plan/plan-scenario.ts'
import { listed } from '../../src/text/sentences.ts'
import { type KnownTraffic, kindsWith, traitsOf } from '../../src/traffic/index.ts'
import { soundScenario } from '../verdict/support.ts'

const base = { requests: [], timeoutMs: 5000 }
const http = (rate?: number): KnownTraffic => ({
  ...base,
  name: 'http',
  kind: 'http',
  connections: 10,
  ...(rate !== undefined && { rate }),
})
const fresh = (rate: number): KnownTraffic => ({ ...base, name: 'fresh', kind: 'fresh', rate, sources: [] })

/** 3 restarts every 5 s, 3 s before and 3 s after: 16 s at the least. */
function scenario(traffic: KnownTraffic[], sla: Partial<SlaSpec> = {}, more: Partial<Scenario> = {}): Scenario {
  const sound = soundScenario()
  return {
    ...sound,
    traffic,
    restart: { count: 3, everyMs: 5000, steps: [] },
    timing: { warmupMs: 1000, baselineMs: 3000, cooldownMs: 3000, graceMs: 1000 },
    sla: { ...sound.sla, ...sla },
    ...more,
  }
}

const isSlow = (kind: string) => traitsOf(kind).slow !== undefined

/** The kinds with a trait, in words; transfers stand last. */
function kindsThat(trait: 'opensConnections' | 'holdsConnections'): string {
  const kinds = kindsWith(trait)
  return listed([...kinds.filter((kind) => !isSlow(kind)), ...kinds.filter(isSlow)], 'or')
}

const messages = (one: Scenario) => findImpossibleClaims(one).map(({ message }) => message)
const requestsOf = (plan: Plan) => plan.traffic.map((one) => one.requests)

describe('how many requests', () => {
  test('each kind makes in the measured part, with as little time as the restarts can take', () => {
    const plan = planScenario(
      scenario([
        http(1000),
        fresh(33.3),
        { ...base, name: 'keepalive', kind: 'keepalive', connections: 20, everyMs: 100 },
        { ...base, name: 'idle', kind: 'idle', connections: 5 },
        { ...base, name: 'upload', kind: 'upload', connections: 3, bytes: 1, overMs: 2000 },
        { ...base, name: 'tls', kind: 'tls', rate: 10 },
        { ...base, name: 'sse', kind: 'sse', connections: 10, everyMs: 100 },
        { ...base, name: 'tcp', kind: 'tcp', connections: 10, everyMs: 100, lifetimeMs: 2000 },
      ]),
    )
    expect(plan.durationMs).toEqual({ warmup: 1000, baseline: 3000, restarts: 10_000, cooldown: 3000, total: 17_000 })
    expect(requestsOf(plan)).toEqual([16_000, 532, 3200, 20, 24, 160, 0, 80])
    expect(plan.requests).toBe(20_016)
  })

  test('of gRPC is that of its schedule; streams are opened once', () => {
    const grpc = { ...base, kind: 'grpc' as const, connections: 5, message: '', expect: ['OK' as const] }
    const plan = planScenario(
      scenario([
        { ...grpc, name: 'calls', call: 'unary', calls: 4, everyMs: 100 },
        { ...grpc, name: 'streams', call: 'stream' },
      ]),
    )
    expect(requestsOf(plan)).toEqual([3200, 0])
  })

  test('is unknown where the target decides', () => {
    const plan = planScenario(
      scenario([
        http(),
        { ...base, name: 'slow', kind: 'slow', connections: 5 },
        { ...base, name: 'download', kind: 'download', connections: 5, bytesPerSecond: 1 },
        { ...base, name: 'http2', kind: 'http2', connections: 5, streams: 2 },
      ]),
    )
    expect(requestsOf(plan)).toEqual([null, null, null, null])
    expect(plan.requests).toBe(0)
  })
})

describe('whether the SLA can be proven', () => {
  test.each([
    ['as many as are needed', [http(1873)], 'yes', 0],
    ['one request too few, as long as the last restart takes no time', [fresh(1872.2)], 'depends', 1],
    ['a restart may well take its interval', [http(1427)], 'depends', 7124],
    ['but hardly longer', [http(1426)], 'no', 7140],
    ['a closed loop may bring any number', [http(), fresh(10)], 'depends', 29_796],
    [
      'slow requests will not',
      [fresh(10), { ...base, name: 'slow', kind: 'slow', connections: 5 } as const],
      'no',
      29_796,
    ],
  ] as const)('%s', (_title, traffic, provable, missing) => {
    expect(planScenario(scenario([...traffic])).claim).toMatchObject({
      needed: { withoutFailure: 29_956, withOne: 47_437 },
      provable,
      missing,
    })
  })

  test('and how many failures it can bear', () => {
    // 47,437 requests bear one failure, 62,956 two: 16 s of 2,965/s are 47,440.
    const plans = [1872, 1873, 2964, 2965, 3934, 3935].map((rate) => planScenario(scenario([http(rate)])))
    expect(plans.map(({ claim }) => claim.failuresAllowed)).toEqual([null, 0, 0, 1, 1, 2])
  })

  test('needs no proof where only the observed values count', () => {
    const { claim, obstacles } = planScenario(scenario([fresh(1)], { confidence: null }))
    expect(claim).toEqual({ needed: null, provable: 'yes', missing: 0, missingMs: 0, failuresAllowed: null })
    expect(obstacles).toEqual([])
  })
})

describe('sla.windows', () => {
  test('needs its number of requests in the windows, however many come outside of them', () => {
    const plan = planScenario(scenario([http(2000)], { windows: 0.999 }))
    expect(plan.claim.provable).toBe('yes')
    // 2,995 requests in 3 windows at 2,000 a second.
    const windows = { target: 0.999, provable: 'depends', needed: { withoutFailure: 2995, withOne: 4742 } }
    expect(plan.windows).toMatchObject(windows)
    expect(plan.windows?.eachMs).toBeCloseTo(2995 / 2000 / 3 / 0.001)
    expect(plan.obstacles).toEqual([])
  })

  test('of 100% is proven by nothing, and of observed values alone needs no proof', () => {
    const { windows, obstacles } = planScenario(scenario([http(2000)], { windows: 1 }))
    expect(windows).toEqual({ target: 1, provable: 'no', needed: null, eachMs: null })
    expect(obstacles.map(({ code }) => code)).toEqual(['not-enough-attempts'])
    expect(planScenario(scenario([http(2000)], { windows: 1, confidence: null })).windows).toBeUndefined()
    expect(planScenario(scenario([http(2000)])).windows).toBeUndefined()
  })
})

describe('what would do', () => {
  test('is a change each of which alone makes it provable', () => {
    const short = scenario([http(500), fresh(50)])
    const { changes } = planScenario(short)
    expect(changes).toEqual([
      { key: 'traffic.http.rate', from: '500/s', to: '1823/s', totalMs: 17_000 },
      { key: 'restart.count', from: '3', to: '11', totalMs: 57_000 },
      { key: 'timing.baseline', from: '3s', to: '42s', totalMs: 56_000 },
    ])
    const changed: Scenario[] = [
      { ...short, traffic: [http(1823), fresh(50)] },
      { ...short, restart: { ...short.restart, count: 11 } },
      { ...short, timing: { ...short.timing, baselineMs: 42_000 } },
    ]
    for (const [i, one] of changed.entries()) {
      const plan = planScenario(one)
      expect(plan.claim.provable).toBe('yes')
      expect(plan.durationMs.total).toBe(changes[i]?.totalMs)
    }
  })

  test('is nothing where nothing is missing, and no rate where there is none', () => {
    expect(planScenario(scenario([http(5000)])).changes).toEqual([])
    const keepalive: KnownTraffic = { ...base, name: 'k', kind: 'keepalive', connections: 10, everyMs: 100 }
    expect(planScenario(scenario([keepalive])).changes.map(({ key }) => key)).toEqual([
      'restart.count',
      'timing.baseline',
    ])
    expect(planScenario(scenario([http()])).changes).toEqual([])
    expect(planScenario(scenario([fresh(100)])).changes.map(({ key }) => key)).toContain('traffic.fresh.rate')
    expect(planScenario(scenario([fresh(100)], { availability: 0.99999 })).changes.map(({ key }) => key)).not.toContain(
      'traffic.fresh.rate',
    )
  })
})

describe('restarts', () => {
  test('with no loss bound the share that has one, by the published numbers', () => {
    const { lossBounds } = planScenario(scenario([http(1000)]))
    expect(lossBounds.map(({ restarts, totalMs }) => [restarts, totalMs])).toEqual([
      [3, 17_000],
      [29, 147_000],
      [59, 297_000],
      [299, 1_497_000],
    ])
    expect(lossBounds[0]?.share).toBeCloseTo(0.6316, 4)
  })

  test('that show more already need not be fewer', () => {
    const many = scenario([http(1000)], {}, { restart: { count: 100, everyMs: 5000, steps: [] } })
    expect(planScenario(many).lossBounds.map(({ restarts }) => restarts)).toEqual([100, 299])
  })

  test('show gaps as short as the period of the new connections', () => {
    expect(planScenario(scenario([fresh(50), { ...fresh(200), name: 'more' }])).resolutionMs).toBe(5)
    expect(planScenario(scenario([http(1000)])).resolutionMs).toBeNull()
  })
})

describe('what keeps a scenario from a pass', () => {
  test('is said with its numbers', () => {
    expect(messages(scenario([http(500)]))).toEqual([
      'at least 8,000 requests are expected, and 99.99% at 95% needs 29,956 without a failure: 21,956 more',
    ])
    expect(messages(scenario([http(5000)], { availability: 1 }))).toEqual([
      'no number of requests proves 100% at 95%: set a target below 100%, or confidence: none',
    ])
  })

  test('are guarantees that no traffic of it could show', () => {
    const require = ['no-refusals', 'no-losses', 'connections-kept', 'replaced'] as const
    const sla = { require: [...require] }
    expect(findImpossibleClaims(scenario([http(5000)], sla))).toEqual([
      {
        code: 'guarantee-not-observed',
        guarantee: 'no-refusals',
        message: `no-refusals is required, and without ${kindsThat('opensConnections')} traffic it cannot be observed`,
      },
      {
        code: 'guarantee-not-observed',
        guarantee: 'connections-kept',
        message: `connections-kept is required, and without ${kindsThat('holdsConnections')} traffic it cannot be observed`,
      },
    ])
    const idle: KnownTraffic = { ...base, name: 'idle', kind: 'idle', connections: 1 }
    expect(findImpossibleClaims(scenario([http(5000), fresh(1), idle], sla))).toEqual([])
  })

  test('is not a guarantee against refusals where handshakes show it, as they do to the verdict', () => {
    const tls: KnownTraffic = { ...base, name: 'tls', kind: 'tls', rate: 20 }
    expect(findImpossibleClaims(scenario([http(5000), tls], { require: ['no-refusals'] }))).toEqual([])
  })

  test('may be a last restart that is too quick', () => {
    // 1,427/s for 16 s are 7,124 too few.
    expect(findMinimumLastRestart(scenario([http(1427)]))).toBeCloseTo((7124 / 1427) * 1000, 6)
    expect([http(1426), http(1873), http()].map((one) => findMinimumLastRestart(scenario([one])))).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    const failing = { expect: { held: [], broken: [], findings: [], verdict: 'fail' as const } }
    expect(findMinimumLastRestart(scenario([http(1427)], {}, failing))).toBeUndefined()
  })

  test('is not said of what may do, nor of a scenario that is there to fail', () => {
    const nothing = { held: [], broken: [], findings: [] }
    expect(messages(scenario([http(1427)]))).toEqual([])
    expect(messages(scenario([http(500)], {}, { expect: { ...nothing, verdict: 'fail' } }))).toEqual([])
    expect(messages(scenario([http(500)], {}, { expect: { ...nothing, verdict: 'pass' } }))).toHaveLength(1)
  })
})

const allowedWith = (sla: Partial<SlaSpec>) => planScenario(scenario([http(4000)], sla)).claim.failuresAllowed

test('a limit of losses allows fewer failures than the availability would', () => {
  expect(allowedWith({})).toBe(2)
  expect(allowedWith({ losses: 0 })).toBe(0)
})
