import type { LongLived, LongLivedKind } from '../../../src/calibrate/server/long-lived/connection-log.ts'
import { type LongLivedEnd, type MessageLog, noMessages } from '../../../src/calibrate/server/long-lived/plan.ts'
import type { Lifeline } from '../../../src/model/lifeline.ts'

/** A connection on the server's account. */
export function connection(
  port: number,
  end: LongLivedEnd,
  more: { kind?: LongLivedKind; opened?: number; messageLog?: Partial<MessageLog> } = {},
): LongLived {
  const { kind = 'tcp', opened = 100, messageLog } = more
  return { kind, port, opened, end, messageLog: { ...noMessages(), ...messageLog }, closed: true }
}

/** A lifeline as it was reported. */
export function line(
  localPort: number,
  end: Partial<Lifeline>,
  messages: Partial<Lifeline['messages']> = {},
): Lifeline {
  const counts = { sent: 0, received: 0, lost: 0, unanswered: 0, duplicated: 0, reordered: 0, ...messages }
  const facts = { traffic: 'tcp', kind: 'tcp', id: localPort, opened: 101, closed: 900, localPort, messages: counts }
  return { ...facts, end: 'cut', by: 'server', ...end }
}
