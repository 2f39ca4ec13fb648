import type { StatusObject } from '@grpc/grpc-js'
import type { FailureFacts } from '../../../model/attempt.ts'
import { type GrpcStatus, nameGrpcStatus } from '../../../model/grpc-status.ts'
import type { StreamProgress } from '../../http2/in-flight-request.ts'

/** A call that ended as its stream did, and no sooner. */
interface Ended {
  status: StatusObject
  /** Messages of its response. */
  messages: number
}

/** How grpc-js names the status that it makes of an HTTP response without one of gRPC's. */
const FROM_HTTP = /^Received HTTP status code (\d{3})$/

/**
 * What became of a unary call that has a status. Where the frames do not show the end of its response, the status is of grpc-js's own
 * making: it found fault with what came, or could not send.
 */
export function judgeUnary(ended: Ended, progress: StreamProgress, expected: readonly GrpcStatus[]): FailureFacts {
  const facts = judgeStatus(ended.status, progress, expected)
  if (facts.outcome !== 'ok' || nameGrpcStatus(ended.status.code) !== 'OK' || ended.messages === 1) return facts
  const detail = `expected one message, got ${ended.messages}`
  return { outcome: 'invalid', phase: 'body', code: ended.messages === 0 ? 'NO_MESSAGE' : 'TOO_MANY_MESSAGES', detail }
}

export function judgeStatus(
  { code, details }: StatusObject,
  progress: StreamProgress,
  expected: readonly GrpcStatus[],
): FailureFacts {
  const name = nameGrpcStatus(code)
  const { phase } = progress
  if (progress.ended === undefined) return describeOwn(name, details, progress)
  const http = Number(FROM_HTTP.exec(details)?.[1] ?? 0)
  if (http !== 0) progress.status = http
  if (http === 200 || (http === 0 && progress.ended === 'DATA')) return NO_STATUS
  if (http === 0) progress.grpcStatus = name
  return expected.includes(name)
    ? { outcome: 'ok', phase: 'body' }
    : { outcome: 'status', phase, code: name, ...(details !== '' && { detail: details }) }
}

const NO_STATUS: FailureFacts = {
  outcome: 'invalid',
  phase: 'body',
  code: 'NO_GRPC_STATUS',
  detail: 'expected trailers with a grpc-status at the end of the response',
}

function describeOwn(code: GrpcStatus, detail: string, { phase, bytesWritten }: StreamProgress): FailureFacts {
  // Not the target's doing: it never saw the call.
  if (bytesWritten === 0) return { outcome: 'local', phase, code: 'UNSENDABLE', detail }
  return { outcome: 'invalid', phase, code, detail }
}
