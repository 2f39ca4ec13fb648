import { z } from 'zod'
import { PHASES } from '../model/attempt.ts'
import { OUTCOMES } from '../model/outcome.ts'

/** The pieces of which report-schema.ts and event-schema.ts are made. */

export const count = (about: string) => z.int().min(0).describe(about)
export const share = (about: string) => z.number().min(0).max(1).describe(`${about} Share, 0..1.`)
export const duration = (about: string) => z.number().min(0).describe(`${about} Milliseconds.`)
export const moment = (about: string) => z.number().describe(`${about} Milliseconds on the run's clock.`)

const outcomeName = z.enum(OUTCOMES).describe('The one way in which an attempt ended. See docs/reference/outcomes.md.')

export const outcomeCounts = z
  .object({
    ok: count('a complete, well-formed response with an expected status and body'),
    refused: count('the connection was not accepted: ECONNREFUSED, or RST during the handshake'),
    reset: count('RST after connect, before the first response byte'),
    dropped: count('FIN with the request in flight, before the first response byte'),
    truncated: count('the response began and its connection ended before it was complete'),
    timeout: count('not complete in time'),
    status: count('a complete response with a status that is not expected'),
    invalid: count('bytes that are not HTTP, or a body that fails its check'),
    unfinished: count('in flight when traffic stopped and unanswered after the grace period; counts neither way'),
    local: count("the harness's own fault; counts neither way"),
  })
  .describe('Attempts by outcome; their sum is all attempts.')

export const someOutcomes = z
  .partialRecord(z.enum(OUTCOMES), z.int().min(0))
  .describe('Attempts by outcome; those that did not occur may be absent.')

export const latencySummary = z
  .object({
    p50: duration('Median.'),
    p90: duration('90th percentile.'),
    p99: duration('99th percentile.'),
    p999: duration('99.9th percentile.'),
    max: duration('Longest.'),
  })
  .describe('Latency of the `ok` attempts, from the moment at which a request was due to the end of its response.')

export const slotLatency = latencySummary
  .pick({ p50: true, p99: true, max: true })
  .describe(
    'As `latencyMs`, without traffic that is slow by intention: `slow`, `download`, `upload`, unless there is nothing else.',
  )

const failureFacts = {
  outcome: outcomeName,
  phase: z
    .enum(PHASES)
    .describe(
      'Where the attempt was when it ended: waiting for a connection, connecting, in the TLS handshake, before or within the response.',
    ),
  code: z.string().exactOptional().describe('System error code such as ECONNRESET, or one of the HTTP parser.'),
  detail: z.string().exactOptional().describe('What was expected and what came, where the code does not say enough.'),
}

const connection = z.object({
  id: count('Number of the connection within its traffic, from 1; 0 where the attempt never had one.'),
  reused: z.boolean().describe('An earlier attempt had been answered on it.'),
  localPort: z.int().exactOptional().describe("The client's port."),
})

export const failedAttempt = z.object({
  ...failureFacts,
  traffic: z.string().describe('Name of the traffic.'),
  method: z.string(),
  path: z.string(),
  due: moment('When the request was due.'),
  sent: moment('When its first byte was handed to the socket; absent where nothing was sent.').exactOptional(),
  firstByte: moment('When the first byte of the response came.').exactOptional(),
  end: moment('When the attempt ended.'),
  bytesWritten: count('Bytes of the request that were written.'),
  bytesRead: count('Bytes of the response that were read.'),
  connection,
  status: z.int().exactOptional().describe('The status of the response, once its headers were read.'),
  generation: z.string().exactOptional().describe('The generation that answered, as far as known.'),
  retryable: z
    .boolean()
    .describe('A client that follows RFC 9110 §9.2.2 and RFC 9112 §9.3.1 would have sent it again by itself.'),
  retried: z
    .object({
      ...failureFacts,
      sent: moment('When its first byte was handed to the socket.').exactOptional(),
      end: moment('When it ended.').exactOptional(),
    })
    .exactOptional()
    .describe('How the first try ended, where the attempt was sent once more.'),
})
