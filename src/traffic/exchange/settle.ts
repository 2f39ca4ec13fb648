import type { Attempt } from '../../model/attempt.ts'
import type { TrafficRecorder } from '../../model/recorder.ts'
import { isRetryable } from '../../model/retryable.ts'
import type { RequestSpec } from '../../model/scenario.ts'
import { failureFacts, type Retried } from './retry.ts'

/** An attempt that has ended. */
export interface Ended extends Retried {
  traffic: string
  request: RequestSpec
  /** When it became due, on the run's clock. */
  due: number
  /** Number of its connection within the traffic; 0 where it never had one. */
  connection: number
}

/** Puts the end of an attempt on the account, once. */
export function settle(account: TrafficRecorder, ended: Ended): void {
  const { exchange, retried, due } = ended
  if (exchange.outcome === 'ok' && retried === undefined) {
    const { end, generation, reused, status } = exchange
    account.ok({ due, end, generation, newConnection: !reused, ...(status !== undefined && { status }) })
  } else {
    account.settle(describe(ended))
  }
}

function describe({ traffic, request, due, exchange, retried, connection }: Ended): Attempt {
  const { sent, firstByte, end, bytesWritten, bytesRead, reused, localPort, status, generation } = exchange
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
    connection: { id: connection, reused, ...(localPort !== undefined && { localPort }) },
    ...(status !== undefined && { status }),
    ...(generation !== undefined && { generation }),
    retryable: isRetryable({ outcome: exchange.outcome, code: exchange.code, method: request.method, reused }),
    ...(retried !== undefined && { retried }),
  }
}
