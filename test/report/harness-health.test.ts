import { describe, expect, test } from 'vitest'
import type { HarnessHealth } from '../../src/model/harness.ts'
import { describeHarness, describeStrain } from '../../src/report/harness-health.ts'
import { passing } from './samples.ts'

const NOTHING: HarnessHealth = { threads: [], schedules: [], processors: null, files: null, ports: null }

function reportWith(harness: Partial<HarnessHealth>) {
  return { ...passing(), harness: { ...NOTHING, ...harness } }
}

describe('what is said of the harness', () => {
  test('is everything that is known, and nothing of what is not', () => {
    expect(describeHarness(passing())).toEqual([
      'Threads busy: main 2% (at most 8%, timers up to 31 ms late), load 34% (at most 41%, timers up to 9 ms late).',
      'Used 0.62 of 2 processors on average, 0.91 at most.',
      'Sent within 2 ms of their due time: http 99.66% of 60,000 (latest 14 ms).',
      'At most 130 of 1,024 files open.',
      'At most 3,400 TCP sockets on this machine, 3,300 of them in TIME_WAIT; an address has 28,232 ports.',
    ])
    expect(describeHarness(reportWith({}))).toEqual([])
    expect(describeHarness(reportWith({ files: { most: 20, limit: null } }))).toEqual(['At most 20 files open.'])
  })

  test('names the rate that a traffic achieved where it is not the one that was due', () => {
    const [http, ...others] = passing().traffic
    const at = (achieved: number) => ({
      ...reportWith({}),
      traffic: http === undefined ? [] : [{ ...http, rate: { offered: 5000, achieved } }, ...others],
    })
    expect(describeHarness(at(5000))).toEqual([])
    expect(describeHarness(at(1999.6))).toEqual([
      'http sent 2,000 of the 5,000 requests per second that were due; the others found no free connection within their timeout.',
    ])
  })

  test('on a terminal is only what comes near to a limit', () => {
    expect(describeStrain(passing())).toEqual([])
    expect(
      describeStrain(
        reportWith({
          threads: [
            { thread: 'load', busy: { mean: 0.9, most: 1 }, delayMs: { p99: 1, max: 1 } },
            { thread: 'probes', busy: { mean: 0.89, most: 1 }, delayMs: { p99: 1, max: 1 } },
          ],
          schedules: [
            { traffic: 'http', arrivals: 100, punctual: 94, latestMs: 40 },
            { traffic: 'fresh', arrivals: 100, punctual: 95, latestMs: 40 },
            { traffic: 'tls', arrivals: 100, punctual: 93, latestMs: 30 },
          ],
          files: { most: 820, limit: 1024 },
          ports: { sockets: 23_000, timeWait: 22_000, range: 28_232 },
        }),
      ),
    ).toEqual([
      'The load thread was busy 90% of the time: rates and latencies reflect the load generator as much as the target.',
      'Sent more than 2 ms after they were due: 6% of 100 http (at most 40 ms), 7% of 100 tls (at most 30 ms). ' +
        'This jitter of the load generator changes no outcome, and latencies include it.',
      'At most 820 of 1,024 files open.',
      'At most 23,000 TCP sockets on this machine, 22,000 of them in TIME_WAIT; an address has 28,232 ports.',
    ])
  })
})
