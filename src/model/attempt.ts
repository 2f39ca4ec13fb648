import { z } from 'zod'
import { count, milliseconds, moment } from './fields.ts'
import { OUTCOMES, PHASES } from './outcome.ts'

/** What is known of how an attempt failed, besides its outcome. */
const failureFacts = z.object({
  outcome: z.enum(OUTCOMES).describe('The one way in which an attempt ended. See docs/reference/outcomes.md.'),
  phase: z
    .enum(PHASES)
    .describe(
      'Where the attempt was when it ended: waiting for a connection, connecting, in the TLS handshake, before or within the response.',
    ),
  code: z.string().exactOptional().describe('System error code such as ECONNRESET, or one of the HTTP parser.'),
  detail: z.string().exactOptional().describe('What was expected and what came, where the code does not say enough.'),
})
export type FailureFacts = z.output<typeof failureFacts>

/** How a try ended that was followed by another. */
const firstTry = failureFacts.extend({
  sent: moment('When its first byte was handed to the socket.').exactOptional(),
  end: moment('When it ended.').exactOptional(),
})
export type FirstTry = z.output<typeof firstTry>

/** The connection an attempt was made on. */
const attemptConnection = z
  .object({
    id: count('Number of the connection within its traffic, from 1; 0 where the attempt never had one.'),
    reused: z.boolean().describe('An earlier attempt had been answered on it.'),
    localPort: z.int().exactOptional().describe("The client's port."),
    connectMs: milliseconds('How long TCP took to establish it: a round trip.').exactOptional(),
  })
  .describe('The connection that it was made on.')

/**
 * One request that was due, with everything known about its end. All attempts are counted; those that did not end `ok`, or were
 * retried, are kept one by one.
 */
export const attempt = failureFacts.extend({
  traffic: z.string().describe('Name of the traffic.'),
  method: z.string().describe('Of the request.'),
  path: z.string().describe('Of the request.'),
  due: moment('When the request was due.'),
  sent: moment('When its first byte was handed to the socket; absent where nothing was sent.').exactOptional(),
  firstByte: moment('When the first byte of the response came.').exactOptional(),
  end: moment('When the attempt ended.'),
  bytesWritten: count('Bytes of the request that were written.'),
  bytesRead: count('Bytes of the response that were read.'),
  connection: attemptConnection,
  status: z.int().exactOptional().describe('The status of the response, once its headers were read.'),
  generation: z.string().exactOptional().describe('The generation that answered, as far as known.'),
  // See isRetryable in retryable.ts.
  retryable: z
    .boolean()
    .describe('A client that follows RFC 9110 §9.2.2 and RFC 9112 §9.3.1 would have sent it again by itself.'),
  retried: firstTry.exactOptional().describe('How the first try ended, where the attempt was retried.'),
})
export type Attempt = z.output<typeof attempt>
