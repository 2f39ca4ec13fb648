import type { PlannedTraffic } from '../model/plan.ts'
import type { LongLivedTraffic, Scenario, TrafficKind, TrafficSpec } from '../model/scenario.ts'
import { measuredMs } from './timeline.ts'

type Expectation = Omit<PlannedTraffic, 'name' | 'kind'>
type SpecOf<Kind extends TrafficKind> = Extract<TrafficSpec, { kind: Kind }>
/** @param seconds how long the measured part is at the least */
type Expect<Kind extends TrafficKind> = (spec: SpecOf<Kind>, seconds: number, restarts: number) => Expectation

const CLOSED_LOOP = 'a closed loop: as many as the target answers'
const HELD = 'opened once, in the warm-up; again only where the target ends one'
const REPLACED = 'each client leaves after its lifetime, and another comes'

const EXPECTATIONS: { [Kind in TrafficKind]: Expect<Kind> } = {
  http: ({ rate }, seconds) => (rate === undefined ? unknown(CLOSED_LOOP) : scheduled(rate, seconds)),
  fresh: ({ rate }, seconds) => scheduled(rate, seconds),
  tls: ({ rate }, seconds) => scheduled(rate, seconds),
  keepalive: ({ connections, everyMs }, seconds) =>
    scheduled((connections * 1000) / everyMs, seconds, 'fewer where an answer takes longer than the pause'),
  idle: ({ connections }, _, restarts) =>
    spoken(connections * (restarts + 1), 'one after each restart, and one at the end'),
  slow: () => unknown('one after the other, each as long as its answer takes'),
  upload: ({ connections, overMs }, seconds) =>
    scheduled((connections * 1000) / overMs, seconds, 'fewer where the answer takes its time'),
  download: () => unknown('one after the other, each as long as its answer is'),
  http2: () => unknown(CLOSED_LOOP),
  grpc: (spec, seconds) =>
    spec.call === 'stream'
      ? opened(spec, seconds)
      : scheduled(
          (spec.connections * spec.calls * 1000) / spec.everyMs,
          seconds,
          'fewer where an answer takes longer than the pause',
        ),
  sse: opened,
  websocket: opened,
  tcp: opened,
}

/** How many requests each traffic of a scenario makes in its measured part, as far as that is known. */
export function expectTraffic(scenario: Scenario): PlannedTraffic[] {
  const seconds = measuredMs(scenario) / 1000
  return scenario.traffic.map((spec) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kind and spec belong together by TrafficSpec
    const expect = EXPECTATIONS[spec.kind] as (of: TrafficSpec, seconds: number, restarts: number) => Expectation
    return { name: spec.name, kind: spec.kind, ...expect(spec, seconds, scenario.restart.count) }
  })
}

function scheduled(perSecond: number, seconds: number, because = 'on a schedule'): Expectation {
  // A product such as 33.3 * 10 is not exact in binary.
  return { perSecond, requests: Math.floor(perSecond * seconds + 1e-6), because }
}

function opened({ connections, lifetimeMs }: LongLivedTraffic, seconds: number): Expectation {
  return lifetimeMs === undefined ? spoken(0, HELD) : scheduled((connections * 1000) / lifetimeMs, seconds, REPLACED)
}

function unknown(because: string): Expectation {
  return { perSecond: null, requests: null, because }
}

/** So many, however long the run is. */
function spoken(requests: number, because: string): Expectation {
  return { perSecond: 0, requests, because }
}

/** Whether it makes as many requests as the target answers; other traffic without a number makes few. */
export function isClosedLoop({ kind, requests }: PlannedTraffic): boolean {
  return requests === null && (kind === 'http' || kind === 'http2')
}

/** Requests of which a number is known, per second and in all. */
export function sumKnown(traffic: readonly PlannedTraffic[]): { perSecond: number; requests: number } {
  return {
    perSecond: traffic.reduce((sum, { perSecond }) => sum + (perSecond ?? 0), 0),
    requests: traffic.reduce((sum, { requests }) => sum + (requests ?? 0), 0),
  }
}
