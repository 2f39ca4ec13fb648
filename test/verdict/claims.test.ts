import { describe, expect, test } from 'vitest'
import type { Ledger, TrafficTotals } from '../../src/model/ledger.ts'
import { noOutcomes } from '../../src/model/outcome.ts'
import { FIRST_RULES } from '../../src/model/rules.ts'
import type { SlaSpec } from '../../src/model/scenario.ts'
import type { VerdictStatus } from '../../src/model/verdict.ts'
import { judge } from '../../src/verdict/judge.ts'
import { findFailed } from '../../src/verdict/reasons/failed.ts'
import { findTooFew } from '../../src/verdict/reasons/unproven.ts'
import { ledgerWith, restart, soundLedger, traffic } from './support.ts'

const http = (ok: number, reset = 0): TrafficTotals => traffic('http', 'http', { ok, reset })
const keepalive = (ok: number, reset = 0): TrafficTotals => traffic('keepalive', 'keepalive', { ok, reset })

function judgeTraffic(accounts: TrafficTotals[], sla: Partial<SlaSpec> = {}, facts: Partial<Ledger> = {}) {
  return judge(ledgerWith({ traffic: accounts, ...facts }, sla))
}

const messages = ({ verdict }: ReturnType<typeof judge>) =>
  verdict.reasons.map(({ code, message }) => `${code}: ${message}`)

const windowsOf = (ok: number, reset: number) => ({ restarts: [restart({ outcomes: { ok, reset } })] })

const judgeWindows = (ok: number, reset: number) =>
  judgeTraffic([http(90_000, reset)], { windows: 0.999 }, windowsOf(ok, reset))

const judgeSeen = (reset: number) =>
  judgeTraffic([http(90_000, reset)], { windows: 0.999, confidence: null }, windowsOf(1000 - reset, reset)).verdict
    .status

const baselineWith = (status: number) => ({
  baseline: { ...soundLedger().baseline, outcomes: { ...noOutcomes(), ok: 1000 - status, status } },
})

const old = (accounts: TrafficTotals[]) => judgeTraffic(accounts, {}, { rules: FIRST_RULES })

const cleanTraffic = (count: number) =>
  Array.from({ length: count }, (_, i) => traffic(`t${i}`, 'http', { ok: 90_000 }))

const codesWith = (status: number) =>
  judgeTraffic([http(40_000, 30)], {}, baselineWith(status)).verdict.reasons.map(({ code }) => code)

describe('a traffic', () => {
  test('in between changes no verdict, and its row says how many are missing', () => {
    const { verdict, sla } = judgeTraffic([http(78_000), keepalive(631, 1)], { availability: 0.999 })
    expect(verdict.status).toBe('pass')
    expect(sla).toMatchObject({ standing: 'met', failConfidence: 0.975 })
    expect(sla.traffic).toMatchObject([
      { name: 'http', standing: 'met', attempts: 78_000, failures: 0, attemptsNeeded: 2995 },
      { name: 'keepalive', standing: 'open', attempts: 632, failures: 1, attemptsNeeded: 4742 },
    ])
  })

  test('that is lost for a third fails, however many others there are', () => {
    const slow = traffic('slow', 'slow', { ok: 39, truncated: 22 })
    const others = Array.from({ length: 14 }, (_, i) => traffic(`t${i}`, 'http', { ok: 90_000 }))
    const { verdict, sla } = judgeTraffic([...others, slow])
    expect(verdict.status).toBe('fail')
    expect(verdict.reasons.map(({ code }) => code)).toEqual(['sla-missed-by-traffic'])
    expect(sla.traffic?.at(-1)).toMatchObject({ name: 'slow', standing: 'missed' })
  })

  test('among many has to be missed more surely than among few', () => {
    // 6 of 1,500 at 99.9%, a chance of 0.45%: beyond 1.25% doubt (two traffics), within 0.17% (fifteen).
    const sla = { availability: 0.999 }
    expect(judgeTraffic([...cleanTraffic(1), keepalive(1494, 6)], sla).verdict.status).toBe('fail')
    expect(judgeTraffic([...cleanTraffic(14), keepalive(1494, 6)], sla).verdict.status).toBe('pass')
  })

  test('without a measured request has no standing', () => {
    const { sla } = judgeTraffic([http(78_000), keepalive(0)])
    expect(sla).toMatchObject({
      failConfidence: 0.95,
      traffic: [{ standing: 'met' }, { standing: null, lowerBound: null }],
    })
  })
})

describe('all requests together in between', () => {
  test('are inconclusive, below the target as above it', () => {
    for (const [ok, reset] of [
      [40_000, 2],
      [19_997, 3],
    ] as const) {
      const { verdict, sla } = judgeTraffic([http(ok, reset)])
      expect(verdict).toMatchObject({ status: 'inconclusive', reasons: [{ code: 'not-enough-attempts' }] })
      expect(sla.standing).toBe('open')
    }
  })

  test('need more restarts where losses lie in these', () => {
    const restarts = [restart({ outcomes: { ok: 998, reset: 2 } }), restart({ index: 2, outcomes: { ok: 1000 } })]
    expect(messages(judgeTraffic([http(40_000, 2)], {}, { restarts }))).toEqual([
      'not-enough-attempts: 40,002 requests with 2 failed are too few to tell whether 99.99% is met at 95% confidence: ' +
        '22,954 more, none of them lost, would prove it; make 4 restarts instead of 2, as far apart as these: ' +
        'a longer baseline would only dilute what restarts lose',
    ])
  })

  test('never leave a bound on the wrong side of the target', () => {
    const { sla } = judgeTraffic([http(40_000, 8), keepalive(2000, 1)])
    expect(sla.standing).toBe('open')
    expect(sla.lowerBound).toBeLessThan(0.9999)
    expect(sla.upperBound).toBeGreaterThanOrEqual(0.9999)
  })
})

describe('the windows', () => {
  test('are judged by the same rule', () => {
    expect(judgeWindows(2995, 0).verdict.status).toBe('pass')
    expect(judgeWindows(991, 9).verdict.reasons.map(({ code }) => code)).toContain('sla-missed-in-windows')
    const open = judgeWindows(999, 1)
    expect(open.sla.windows).toMatchObject({ target: 0.999, standing: 'open' })
    expect(messages(open)).toEqual([
      'not-enough-attempts: 1,000 requests around the restarts with 1 failed are too few to tell whether 99.9% is met at ' +
        '95% confidence: 3,742 more, none of them lost, would prove it; make 5 restarts instead of 1, as far apart as these: ' +
        'a longer baseline would only dilute what restarts lose',
    ])
  })

  test('without confidence are compared as they were seen', () => {
    expect(judgeSeen(1)).toBe('pass')
    expect(judgeSeen(2)).toBe('fail')
  })
})

describe('losses', () => {
  test('of none are allowed by a limit of 0, whatever the availability', () => {
    expect(judgeTraffic([http(90_000, 0)], { losses: 0 }).verdict.status).toBe('pass')
    const one = judgeTraffic([http(90_000, 1)], { losses: 0 })
    expect(messages(one)).toEqual(['too-many-losses: 1 of 90,001 requests failed; sla.losses allows none'])
    expect(one.sla.losses).toEqual({ limit: 0, failures: 1 })
    expect(judgeTraffic([http(90_000, 2)], { losses: 2 }).verdict.status).toBe('pass')
  })
})

test('a baseline in between is not said to fail', () => {
  expect(codesWith(1)).not.toContain('baseline-failing')
  expect(codesWith(3)).toContain('baseline-failing')
})

test('a pass with a loss around a restart says so first', () => {
  const restarts = [1, 2, 3].map((index) => restart({ index, outcomes: { ok: 1000, reset: index === 2 ? 0 : 1 } }))
  const { count } = soundLedger().scenario.restart
  expect(count).toBe(1)
  expect(messages(judgeTraffic([http(90_000, 2)], {}, { restarts }))[0]).toMatch(
    /^sla-met: SLA met, not hitless: 2 lost in 2 of 3 restarts; 99\.997/,
  )
})

describe('a journal of rules 1', () => {
  test('says what they said: an observed value below the target fails', () => {
    expect(old([http(9998, 1)]).verdict.reasons.map(({ code }) => code)).toEqual([
      'sla-missed',
      'sla-missed-by-traffic',
    ])
    expect(old([http(9999, 1)]).verdict.status).toBe('inconclusive')
    expect(old([http(900_000), keepalive(631, 1)]).verdict.reasons).toEqual([
      {
        code: 'sla-missed-by-traffic',
        message: '99.84% of keepalive requests succeeded (1 of 632 failed); target 99.99%',
      },
    ])
  })

  test('asks of no window to prove its target', () => {
    const restarts = [restart({ outcomes: { ok: 10 } })]
    expect(judgeTraffic([http(90_000)], { windows: 0.999 }, { restarts, rules: FIRST_RULES }).verdict.status).toBe(
      'pass',
    )
  })
})

describe('10,000 runs of a service that is exactly as good as its target', () => {
  interface Trial {
    target: number
    sizes: number[]
    /** Requests in the windows, of those of the first traffic. */
    windows?: number
  }
  // Sizes at which an exact bound, which can only step, leaves room below 5%: chance of 10,000 runs may then not exceed it.
  const TRIALS: Trial[] = [
    { target: 0.9999, sizes: [40_000] },
    { target: 0.999, sizes: [20_000, 2000, 2000, 61] },
    { target: 0.999, sizes: Array.from({ length: 15 }, () => 300) },
    { target: 0.999, sizes: [4000, 4000], windows: 1000 },
  ]

  test.each(TRIALS)(
    '$target of $sizes fails and passes at most one in twenty',
    (trial) => {
      const ends: Record<VerdictStatus, number> = { pass: 0, fail: 0, inconclusive: 0 }
      const end = endOf(trial)
      const random = seeded(20_261_130)
      for (let run = 0; run < 10_000; run += 1) ends[end(random)] += 1
      expect(ends.fail).toBeLessThanOrEqual(500)
      expect(ends.pass).toBeLessThanOrEqual(500)
      // The rule is not merely mute.
      expect(ends.fail).toBeGreaterThan(100)
    },
    30_000,
  )

  /** Draws losses, and gives the verdict that the SLA comes to: the same counts come again and again. */
  function endOf({ target, sizes, windows = 0 }: Trial): (random: () => number) => VerdictStatus {
    const known = new Map<string, VerdictStatus>()
    return (random) => {
      const inside = drawLosses(windows, 1 - target, random)
      const lost = sizes.map((size, i) => drawLosses(i === 0 ? size - windows : size, 1 - target, random))
      lost[0] = (lost[0] ?? 0) + inside
      // Where all traffics are of one size, it does not matter which of them lost what.
      const counts = new Set(sizes).size === 1 && windows === 0 ? lost.toSorted((a, b) => a - b) : lost
      const key = `${counts.join(' ')} ${inside}`
      const status = known.get(key) ?? judgeLosses(lost, inside)
      known.set(key, status)
      return status
    }

    function judgeLosses(lost: number[], inside: number): VerdictStatus {
      const each = sizes.map((size, i) => traffic(`t${i}`, 'http', { ok: size - (lost[i] ?? 0), reset: lost[i] ?? 0 }))
      const restarts = [restart({ outcomes: { ok: windows - inside, reset: inside } })]
      const ledger = ledgerWith(
        { traffic: each, restarts },
        { availability: target, ...(windows > 0 && { windows: target }) },
      )
      if (findFailed(ledger, []).length > 0) return 'fail'
      return findTooFew(ledger).length > 0 ? 'inconclusive' : 'pass'
    }
  }
})

/** Binomial: by the waiting times between losses, which are geometric. */
function drawLosses(size: number, share: number, random: () => number): number {
  let lost = 0
  for (let at = 0; ; lost += 1) {
    at += 1 + Math.floor(Math.log(1 - random()) / Math.log(1 - share))
    if (at > size) return lost
  }
}

/** mulberry32. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

test('a failure beside a late harness says which failures it does not count', () => {
  const late = { t: 5100, kind: 'harness-stalled', thread: 'load', ms: 700 } as const
  const { verdict } = judgeTraffic(
    [traffic('http', 'http', { ok: 900, reset: 100, timeout: 50 })],
    {},
    { events: [late] },
  )
  expect(verdict.reasons[0]?.message).toMatch(
    /^90% of requests succeeded \(100 of 1,000 failed, without 50 timeouts that the harness may have made itself\), at most 91\.\d+% at/,
  )
})
