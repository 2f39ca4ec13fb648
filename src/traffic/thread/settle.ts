import type { Attempt, FailureFacts, FirstTry } from '../../model/attempt.ts'
import type { TrafficRecorder } from '../../model/recorder.ts'
import { isRetryable } from '../../model/retryable.ts'
import type { RequestSpec } from '../../model/scenario.ts'
import type { Exchange } from './attempt-progress.ts'

/** How an attempt ended, and, where it was sent again, how its first try did. */
export interface Retried {
  exchange: Exchange
  retried?: FirstTry
}

/** An attempt that has ended. */
export interface Ended extends Retried {
  traffic: string
  request: RequestSpec
  /** When it became due, on the run's clock. */
  due: number
  /** Number of its connection within the traffic; 0 where it never had one. */
  connection: number
}

/** Whether a retrying client sends a request again that ended so (RFC 9110 §9.2.2, RFC 9112 §9.3.1). */
export function mayRetry(retrying: boolean, method: string, first: Exchange): boolean {
  return retrying && isRetryable({ outcome: first.outcome, code: first.code, method, reused: first.reused })
}

/**
 * What a retrying client does: a request that was lost with its reused connection, and that does no harm when repeated, is sent
 * again. `again` must use a new connection.
 */
export async function retryOnce(
  retrying: boolean,
  method: string,
  first: Exchange,
  again: () => Promise<Exchange>,
): Promise<Retried> {
  if (!mayRetry(retrying, method, first)) return { exchange: first }
  return { exchange: await again(), retried: firstTry(first) }
}

/** Records the end of an attempt, once. */
export function settleAttempt(recorder: TrafficRecorder, ended: Ended): void {
  const { exchange, retried, due } = ended
  if (exchange.outcome === 'ok' && retried === undefined) {
    const { sent = due, end, generation, reused, status, grpcStatus, about, empty } = exchange
    recorder.ok({ due, sent, end, generation, newConnection: !reused, status, grpcStatus, about, empty })
  } else {
    recorder.settle(describe(ended), exchange)
  }
}

/** Records the end of attempts that were never sent and ended like this one. */
export function settleUnsent(recorder: TrafficRecorder, ended: Ended, dues: readonly number[]): void {
  recorder.settleUnsent(describe(ended), dues)
}

function describe({ traffic, request, due, exchange, retried, connection }: Ended): Attempt {
  const { sent, firstByte, end, bytesWritten, bytesRead, reused, status, generation } = exchange
  return {
    ...failureFacts(exchange),
    traffic,
    method: request.method,
    path: request.path,
    due,
    ...(sent !== undefined && { sent }),
    ...(firstByte !== undefined && { firstByte }),
    end,
    bytesWritten,
    bytesRead,
    connection: { id: connection, ...describeConnection(exchange) },
    ...(status !== undefined && { status }),
    ...(generation !== undefined && { generation }),
    retryable: isRetryable({ outcome: exchange.outcome, code: exchange.code, method: request.method, reused }),
    ...(retried !== undefined && { retried }),
  }
}

function describeConnection({ reused, localPort, connectMs }: Exchange): Omit<Attempt['connection'], 'id'> {
  return {
    reused,
    ...(localPort !== undefined && { localPort }),
    ...(connectMs !== undefined && { connectMs }),
  }
}

export function firstTry({ sent, end, ...facts }: FailureFacts & { sent?: number; end: number }): FirstTry {
  return { ...failureFacts(facts), ...(sent !== undefined && { sent }), end }
}

export function failureFacts({ outcome, phase, code, detail }: FailureFacts): FailureFacts {
  return { outcome, phase, ...(code !== undefined && { code }), ...(detail !== undefined && { detail }) }
}
