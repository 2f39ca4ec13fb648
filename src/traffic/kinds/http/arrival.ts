import type { Attempt, FailureFacts } from '../../../model/attempt.ts'
import { isRetryable } from '../../../model/retryable.ts'
import type { PreparedRequest } from './answer.ts'

/** A request that has become due. */
export interface Arrival {
  /** Milliseconds on the run's clock. */
  due: number
  request: PreparedRequest
}

/** How far a line had come with an arrival. Times on the run's clock. */
export interface Course {
  traffic: string
  end: number
  /** Number of the connection; 0 where there was none. */
  connection: number
  reused: boolean
  localPort: number | undefined
  sent: number | undefined
  bytesWritten: number
  /** Of use only where bytes were read. */
  firstByte: number
  bytesRead: number
  /** 0 before the head was read. */
  status: number
  generation: string | undefined
}

/** The entry of an attempt that did not simply end well. */
export function describeAttempt({ due, request }: Arrival, facts: FailureFacts, course: Course): Attempt {
  const { traffic, end, connection, reused, localPort, sent, bytesRead, firstByte, status, generation } = course
  const { method, path } = request.spec
  return {
    ...facts,
    traffic,
    method,
    path,
    due,
    end,
    bytesWritten: sent === undefined ? 0 : course.bytesWritten,
    bytesRead,
    connection: { id: connection, reused, ...(localPort !== undefined && { localPort }) },
    retryable: isRetryable({ outcome: facts.outcome, method, reused }),
    ...(sent !== undefined && { sent }),
    ...(bytesRead > 0 && { firstByte }),
    ...(status > 0 && { status }),
    ...(generation !== undefined && { generation }),
  }
}
