import autocannon from 'autocannon'
import { encodeBody, type RequestSpec } from '../../../model/traffic.ts'
import { createRequestWriter, type RequestWriter } from './request-writer.ts'

/** 23 days: beyond any run, and within what a timer of Node can hold (2^31 - 1 ms). */
const NEVER_S = 2_000_000

export interface Autocannon {
  /** One for each connection. */
  writers: RequestWriter[]
  /** Resolves once autocannon has ended its run and its timers. */
  stop(): Promise<void>
}

/**
 * Starts autocannon with as many clients as there are connections. All its own limits are out of reach: duration, timeout,
 * rate and amount are kept here, where they can be counted.
 *
 * @throws what autocannon rejects, such as a method that it does not know.
 */
export function startAutocannon(url: string, connections: number, requests: readonly RequestSpec[]): Autocannon {
  const writers: RequestWriter[] = []
  const run = autocannon({
    url,
    connections,
    duration: NEVER_S,
    timeout: NEVER_S,
    sampleInt: 100,
    requests: requests.map(toRequest),
    setupClient: (client) => createRequestWriter(client, (writer) => writers.push(writer)),
  })
  return {
    writers,
    async stop() {
      run.stop()
      await run
    },
  }
}

function toRequest(spec: RequestSpec): autocannon.Request {
  const { method, path, headers } = spec
  const body = encodeBody(spec)
  if (body.length > 0) return { method, path, body, headers: withoutLength(headers) }
  // RFC 9110 §8.6: a request whose method expects content says that there is none; some servers answer 411 otherwise.
  if (method === 'POST' || method === 'PUT' || method === 'PATCH') {
    return { method, path, headers: { ...withoutLength(headers), 'Content-Length': '0' } }
  }
  return { method, path, headers: { ...headers } }
}

/** autocannon adds the length by itself, and does not look whether one is there in another spelling. */
function withoutLength(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length'))
}
