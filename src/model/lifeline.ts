import { z } from 'zod'
import { count, milliseconds, moment } from './fields.ts'

/** How a long-lived connection ended. See docs/reference/outcomes.md. */
export const LIFELINE_ENDS = ['kept', 'graceful', 'cut', 'stalled'] as const
export type LifelineEnd = (typeof LIFELINE_ENDS)[number]

/** What became of numbered messages. */
const messageCounts = z
  .object({
    sent: count('Numbered messages sent.'),
    received: count('Received.'),
    lost: count('Never received.'),
    // It was not allowed to answer them any more.
    unanswered: count('Sent last, and not answered when the server ended the connection with notice.'),
    duplicated: count('Received more than once.'),
    reordered: count('Received out of order.'),
  })
  .describe('What became of numbered messages.')
export type MessageCounts = z.output<typeof messageCounts>

/** How many lifelines ended in each way. */
export const lifelineCounts = z.object({
  kept: count('Still served at the end, or ended by their own client.'),
  graceful: count('Ended by the server with notice.'),
  cut: count('Ended by FIN or RST without notice.'),
  stalled: count('Open but no longer answering.'),
} satisfies Record<LifelineEnd, z.ZodType>)
export type LifelineCounts = z.output<typeof lifelineCounts>

/** One long-lived connection, from open to close, and the restart that its end belongs to, see ledger/lifelines.ts. */
export const attributedLifeline = z.object({
  traffic: z.string().describe('Name of the traffic.'),
  kind: z.string().describe('Kind of its traffic.'),
  id: count('Number of the connection within its traffic, from 1.'),
  opened: moment('When it was opened.'),
  closed: moment('When it ended.'),
  end: z.enum(LIFELINE_ENDS).describe('How it ended.'),
  by: z.enum(['server', 'client']).describe('Who ended it.'),
  // A notice is such as `Connection: close`.
  sign: z.enum(['FIN', 'RST', 'notice', 'silence']).exactOptional().describe('How the end looked on the wire.'),
  // WebSocket close codes: RFC 6455 §7.4; HTTP/2 error codes: RFC 9113 §7.
  code: z.string().exactOptional().describe('What the protocol said: a close code, an error code, a system error.'),
  localPort: z.int().exactOptional().describe("The client's port."),
  // The opening included; with TLS, before encryption.
  bytesWritten: count('Bytes that were written to it.').exactOptional(),
  bytesRead: count('Bytes that were read from it.').exactOptional(),
  peerPid: z.int().exactOptional().describe('The process at its other end, where it was seen.'),
  generation: z.string().exactOptional().describe('The generation that served it first.'),
  served: moment('When the last answer on it was complete, where requests are answered on it.').exactOptional(),
  servedBy: z.string().exactOptional().describe('The generation of that answer, where it is another than the first.'),
  messages: messageCounts.exactOptional(),
  withoutServiceMs: milliseconds(
    'Until the connection that replaced it was served; absent where none was.',
  ).exactOptional(),
  restart: z.int().nullable().describe('Index of the restart that ended it; null where none did.'),
  ownLimitMs: milliseconds(
    'It was ended by a limit of the server, for silent connections or for their age: so long after its last answer, or its opening.',
  ).exactOptional(),
})
export type AttributedLifeline = z.output<typeof attributedLifeline>

/** A lifeline as a traffic thread records it. */
export type Lifeline = Omit<AttributedLifeline, 'restart' | 'ownLimitMs'>

/** The lifelines of one kind of traffic. */
export const lifelineReport = z.object({
  kind: z.string().describe('Kind of its traffic.'),
  opened: count('Long-lived connections opened.'),
  ...lifelineCounts.shape,
  messages: messageCounts,
  withoutServiceMs: z
    .object({
      count: count('Lifelines that another one replaced.'),
      p50: milliseconds('Median.'),
      max: milliseconds('Longest.'),
    })
    .describe('From the end of a lifeline until the connection that replaced it was served.')
    .nullable(),
})
