import { type MessageConfusion, SHOWN_MESSAGES, type ShownMessage } from '../../model/calibration.ts'
import type { MessageCounts } from '../../model/lifeline.ts'
import { buildConfusionMatrix, type ComparedCounts, type ExpectedReports } from '../confusion-matrix.ts'
import type { LongLived } from '../server/long-lived/connection-log.ts'
import type { MessageLog } from '../server/long-lived/plan.ts'
import type { Pair } from './pairs.ts'

/** What each thing that the server does with a message has to be reported as. */
const EXPECTED: Record<keyof MessageLog, ShownMessage> = {
  delivered: 'received',
  leftOut: 'lost',
  cutOff: 'lost',
  unanswered: 'unanswered',
  doubled: 'duplicated',
  swapped: 'reordered',
}

const EXPECTED_MESSAGES: ExpectedReports<ShownMessage> = [...Object.entries(EXPECTED), ['unfounded', 'none']]

type Shown = Record<ShownMessage, number>

/**
 * Holds the messages that a traffic reported against what the server did with them. A message has no name on either account, so each connection is
 * compared by its counts: what was to be reported as one thing and is missing there was reported as what is too much elsewhere.
 */
export function compareMessages(traffic: string, kind: string, pairs: readonly Pair[]): MessageConfusion {
  const compared = pairs.flatMap(({ connection, lifeline }) =>
    connection === undefined
      ? []
      : compareCounts(messagesOn(connection, lifeline?.messages), showMessages(lifeline?.messages)),
  )
  const occurred = buildConfusionMatrix(EXPECTED_MESSAGES, compared).filter(
    ({ count, wrong }) => count > 0 || wrong > 0,
  )
  return { traffic, kind, rows: occurred.map((row) => ({ ...row, reported: withoutNothing(row.reported) })) }
}

function withoutNothing(reported: Partial<Shown>): Partial<Shown> {
  return Object.fromEntries(Object.entries(reported).filter(([, count]) => count > 0))
}

function showMessages(messages: MessageCounts | undefined): Shown {
  const { received = 0, lost = 0, unanswered = 0, duplicated = 0, reordered = 0 } = messages ?? {}
  return { received: received - duplicated - reordered, lost, unanswered, duplicated, reordered }
}

/** What the server did with the messages of a connection, and what only the client can know of it. */
function messagesOn({ kind, end, messageLog }: LongLived, messages: MessageCounts | undefined): MessageLog {
  if (messages === undefined) return messageLog
  // What was in flight as the client left reached no one.
  if (kind === 'sse' && end === 'held')
    return { ...messageLog, delivered: Math.min(messageLog.delivered, messages.received) }
  if (kind === 'sse' || end !== 'rst') return messageLog
  // What crosses with an RST is never read, and where it meets the RST first, the answer before it is lost with it.
  const read = messageLog.delivered + messageLog.leftOut + messageLog.cutOff + messageLog.swapped
  const crossed = Math.max(0, messages.sent - read)
  const overtaken =
    crossed > 0 ? Math.max(0, messageLog.delivered + messageLog.doubled + messageLog.swapped - messages.received) : 0
  return { ...messageLog, delivered: messageLog.delivered - overtaken, cutOff: messageLog.cutOff + crossed + overtaken }
}

function compareCounts(messageLog: MessageLog, reported: Shown): ComparedCounts<ShownMessage>[] {
  const left = { ...reported }
  const rows = classes().map((injected): ComparedCounts<ShownMessage> => {
    const [expected, count] = [EXPECTED[injected], messageLog[injected]]
    const right = Math.min(count, left[expected])
    left[expected] -= right
    return { injected, count, reported: { [expected]: right }, wrong: count - right }
  })
  for (const row of rows) takeFrom(left, row)
  const wrong = SHOWN_MESSAGES.reduce((sum, shown) => sum + left[shown], 0)
  return [...rows, { injected: 'unfounded', count: 0, reported: left, wrong }]
}

/** What is missing of a row was reported as whatever is left. */
function takeFrom(left: Shown, row: ComparedCounts<ShownMessage>): void {
  let missing = row.wrong
  for (const shown of SHOWN_MESSAGES) {
    const taken = Math.min(missing, left[shown])
    if (taken > 0) row.reported[shown] = (row.reported[shown] ?? 0) + taken
    left[shown] -= taken
    missing -= taken
  }
}

function classes(): (keyof MessageLog)[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of EXPECTED
  return Object.keys(EXPECTED) as (keyof MessageLog)[]
}
