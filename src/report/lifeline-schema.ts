import { z } from 'zod'
import { LIFELINE_ENDS } from '../model/lifeline.ts'
import { count, duration, moment } from './schema-parts.ts'

/** The part of a report that tells of long-lived connections. */

const messages = z.object({
  sent: count('Numbered messages sent.'),
  received: count('Received.'),
  lost: count('Never received.'),
  unanswered: count('Sent last, and not answered when the server ended the connection with notice.'),
  duplicated: count('Received more than once.'),
  reordered: count('Received out of order.'),
})

export const lifelineCounts = {
  kept: count('Still served at the end, or ended by their own client.'),
  graceful: count('Ended by the server with notice.'),
  cut: count('Ended by FIN or RST without notice.'),
  stalled: count('Open but no longer answering.'),
}

const withoutService = z
  .object({
    count: count('Lifelines whose place was taken by another.'),
    p50: duration('Median.'),
    max: duration('Longest.'),
  })
  .describe('From the end of a lifeline until the connection that took its place was served.')

export const lifeline = z.object({
  kind: z.string(),
  opened: count('Long-lived connections opened.'),
  ...lifelineCounts,
  messages,
  withoutServiceMs: withoutService.nullable(),
})

export const lifelineEnd = z.object({
  traffic: z.string().describe('Name of the traffic.'),
  kind: z.string(),
  id: count('Number of the connection within its traffic, from 1.'),
  opened: moment('When it was opened.'),
  closed: moment('When it ended.'),
  end: z.enum(LIFELINE_ENDS),
  by: z.enum(['server', 'client']).describe('Who ended it.'),
  sign: z.enum(['FIN', 'RST', 'notice', 'silence']).exactOptional().describe('How the end looked on the wire.'),
  code: z.string().exactOptional().describe('What the protocol said: a close code, an error code, a system error.'),
  localPort: z.int().exactOptional().describe("The client's port."),
  bytesWritten: count('Bytes that were written to it.').exactOptional(),
  bytesRead: count('Bytes that were read from it.').exactOptional(),
  peerPid: z.int().exactOptional().describe('The process at its other end, where it was seen.'),
  generation: z.string().exactOptional().describe('The generation that served it first.'),
  messages: messages.exactOptional(),
  withoutServiceMs: duration(
    'Until the connection that took its place was served; absent where none was.',
  ).exactOptional(),
  restart: z.int().nullable().describe('Index of the restart that its end belongs to; null before any restart.'),
})
