import type { RequestSpec, TrafficSpec } from '../model/scenario.ts'
import { type PathOrders, writeTarget } from './server/protocol.ts'

/** One traffic of a calibration, and under which path it asks. */
export interface Asking {
  spec: TrafficSpec
  target: string
  /** Requests per second, of traffic with a schedule. */
  rate: number | null
}

/** How long an attempt may take: so long that only a server which falls silent on purpose exceeds it, even on a busy machine. */
export const TIMEOUT_MS = 2_500

/** Every how many requests of each traffic one gets a fault: often where there are few requests. */
const EVERY = { http: 10, 'http-closed': 12, fresh: 5, keepalive: 8, slow: 3 }

/** Each kind that speaks HTTP/1.1 request by request, the sustained load in both of its loops. */
export function askInEveryWay({ faulty }: { faulty: boolean }): Asking[] {
  const orders = (name: keyof typeof EVERY, delayMs = 0): PathOrders => ({
    every: faulty ? EVERY[name] : 0,
    delayMs,
    timed: !faulty,
  })
  return [
    askForTraffic('http', orders('http'), 500, (base) => ({ ...base, kind: 'http', connections: 50, rate: 500 })),
    // Answers that take their time keep a closed loop from taking all of the processor.
    askForTraffic('http-closed', orders('http-closed', 5), null, (base) => ({
      ...base,
      kind: 'http',
      connections: 10,
    })),
    askForTraffic('fresh', orders('fresh'), 200, (base) => ({ ...base, kind: 'fresh', rate: 200, sources: [] })),
    askForTraffic('keepalive', orders('keepalive'), null, (base) => ({
      ...base,
      kind: 'keepalive',
      connections: 20,
      everyMs: 50,
    })),
    askForTraffic('slow', orders('slow', 50), null, (base) => ({ ...base, kind: 'slow', connections: 15 })),
  ]
}

type Base = Pick<TrafficSpec, 'name' | 'requests' | 'timeoutMs'>

export function askForTraffic(
  name: string,
  orders: PathOrders,
  rate: number | null,
  make: (base: Base) => TrafficSpec,
): Asking {
  return { ...askUnscheduled(name, writeTarget(name, orders), make), rate }
}

/** A traffic without a schedule. */
export function askUnscheduled(name: string, target: string, make: (base: Base) => TrafficSpec): Asking {
  return { spec: make({ name, requests: [requestTo(target)], timeoutMs: TIMEOUT_MS }), target, rate: null }
}

function requestTo(path: string): RequestSpec {
  return { method: 'GET', path, headers: {}, weight: 1, expect: { status: [{ from: 100, to: 499 }] } }
}
