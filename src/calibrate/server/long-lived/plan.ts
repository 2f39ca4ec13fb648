import { HTTP2_ENDS } from '../http2/faults.ts'
import type { DownloadFault, UploadFault } from '../transfers/faults.ts'

/** What the server does to the numbered messages of a connection. */
export const FAULTS_OF_MESSAGES = ['none', 'left-out', 'doubled', 'swapped'] as const
export type MessageFault = (typeof FAULTS_OF_MESSAGES)[number]

/** The ways in which the server ends connections of each kind. */
const ENDS = {
  sse: ['silence', 'finished', 'fin', 'rst', 'eof'],
  websocket: ['silence', 'close-frame', 'fin', 'rst', 'garbage'],
  tcp: ['silence', 'fin', 'rst'],
  http2: HTTP2_ENDS,
} as const
export type PlannedKind = keyof typeof ENDS
export type LongLivedEnd =
  | 'held'
  | (typeof ENDS)[PlannedKind][number]
  | Exclude<DownloadFault, 'rst' | '503' | 'wrong-byte' | 'short-body'>
  | Exclude<UploadFault, '503' | 'wrong-count'>

/** What becomes of a connection, and of the messages on it until then. */
export interface ConnectionPlan<End extends LongLivedEnd = LongLivedEnd> {
  end: End
  messageFault: MessageFault
}

/** To which messages it is done, counted from 1; all of them before END_AT. */
const SUFFERING: Record<MessageFault, number[]> = { none: [], 'left-out': [3, 4, 7], doubled: [2, 6], swapped: [3, 6] }
/** In place of which message a connection ends. */
const END_AT = 10

/** Each way to end a connection with each way to treat its messages, a number of times. */
export function planEnds(kind: PlannedKind, rounds: number): ConnectionPlan[] {
  const round = FAULTS_OF_MESSAGES.flatMap((messageFault) =>
    ENDS[kind].map((end): ConnectionPlan => ({ end, messageFault })),
  )
  return Array.from({ length: rounds }, () => round).flat()
}

/** What the server did with numbered messages; those of its own, or those that it was to send back. */
export interface MessageLog {
  /** Said once and in order. */
  delivered: number
  leftOut: number
  /** Read when it had ended the connection, without notice and with. */
  cutOff: number
  unanswered: number
  /** Said again. */
  doubled: number
  /** Said after the one that follows it. */
  swapped: number
}

export function noMessages(): MessageLog {
  return { delivered: 0, leftOut: 0, cutOff: 0, unanswered: 0, doubled: 0, swapped: 0 }
}

/** What to say where a healthy server would say `n`; `end` where the connection is to end instead, or has. */
export function createMessagePlayer(
  { end, messageFault }: ConnectionPlan,
  messageLog: MessageLog,
): (n: number) => number[] | 'end' {
  let position = 0
  let late: number[] = []
  return (n) => {
    position += 1
    if (end !== 'held' && position >= END_AT) return 'end'
    const suffers = SUFFERING[messageFault].includes(position)
    if (suffers && messageFault === 'left-out') {
      messageLog.leftOut += 1
      return []
    }
    if (suffers && messageFault === 'swapped') {
      messageLog.swapped += 1
      late = [n]
      return []
    }
    messageLog.delivered += 1
    const numbers = [n, ...late]
    late = []
    if (!suffers) return numbers
    messageLog.doubled += 1
    return [n, ...numbers]
  }
}
