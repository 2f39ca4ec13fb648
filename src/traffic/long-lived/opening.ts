import type { FailureFacts } from '../../model/attempt.ts'
import type { RequestSpec } from '../../model/scenario.ts'
import { type BrokenOff, classify } from '../../net/classify.ts'
import type { ClientContext } from '../../net/client-context.ts'
import { type Connection, endOf } from '../../net/connection.ts'
import { startDeadline } from '../../net/deadline.ts'
import { openConnection } from '../exchange/exchange.ts'
import { beginProgress, type Progress, summarize } from '../exchange/progress.ts'
import type { Opening, OpenOptions, Session } from './session.ts'

/** An opening whose connection is established, and whose protocol has yet to agree. */
export interface Handshake {
  connection: Connection
  progress: Progress
  /** It is open, and its session begins. */
  accept(session: Session): void
  /** It is not, for a reason that the protocol tells. */
  fail(facts: FailureFacts): void
  /** It broke off; the wire, or else the error, says how. */
  breakOff(error?: NodeJS.ErrnoException): void
}

/** Connects and shakes hands, within the limits of one attempt. Never rejects, never tries twice. */
export async function openWith(
  context: ClientContext,
  options: OpenOptions,
  request: RequestSpec,
  shake: (handshake: Handshake) => void,
): Promise<Opening> {
  const { connection, exchange } = await openConnection(context, options)
  if (exchange !== undefined) return { request, exchange }
  const progress = beginProgress(context, connection)
  return new Promise((resolve) => {
    let settled = false
    const settle = (facts: FailureFacts, session?: Session) => {
      if (settled) return
      settled = true
      stopClock()
      resolve({
        request,
        exchange: summarize(context, connection, progress, facts),
        ...(session !== undefined && { session }),
      })
    }
    const fail = (facts: FailureFacts) => {
      if (settled) return
      connection.discard(facts.outcome)
      settle(facts)
    }
    const end = (ending: Pick<BrokenOff, 'by' | 'error'>) =>
      fail(classify({ ...ending, phase: progress.phase, bytesRead: progress.bytesRead }))
    const breakOff = (error = connection.error) => {
      if (error !== undefined && error.code === undefined) fail(notUnderstood(error))
      else end(endOf(connection, error))
    }
    const stopClock = startDeadline(context, options, end)
    connection.listen({
      onBytes: (chunk) => {
        progress.firstByte ??= context.clock.now()
        progress.bytesRead += chunk.length
      },
      onServerEnd: () => breakOff(),
    })
    try {
      const accept = (session: Session) => settle({ outcome: 'ok', phase: 'headers' }, session)
      shake({ connection, progress, accept, fail, breakOff })
    } catch (error) {
      // A path or a header that cannot be sent: the scenario's fault, never the target's.
      if (!(error instanceof Error)) throw error
      fail({ outcome: 'local', phase: 'headers', code: 'UNSENDABLE', detail: error.message })
    }
  })
}

/** Errors of the system and of the HTTP parser have codes; one without is the protocol's complaint of the answer. */
function notUnderstood({ message }: Error): FailureFacts {
  return { outcome: 'invalid', phase: 'headers', code: 'BAD_HANDSHAKE', detail: message }
}
