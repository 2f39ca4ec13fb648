import type { StatusObject } from '@grpc/grpc-js'
import type { FailureFacts } from '../../../model/attempt.ts'
import type { RequestSpec } from '../../../model/scenario.ts'
import type { Deadline } from '../../../net/deadline.ts'
import { generationFromBody } from '../../exchange/answer.ts'
import { type StreamProgress, watchRequest } from '../../http2/in-flight-request.ts'
import type { Exchange } from '../../thread/attempt-progress.ts'
import { type Calls, type GrpcConnection, generationFrom, startCall } from './call.ts'
import { judgeUnary } from './status.ts'

/** Makes one unary call on an open connection. Never rejects, never tries twice. */
export function exchangeUnary(
  calls: Calls,
  http2: GrpcConnection,
  { request, ...deadline }: Deadline & { request: RequestSpec },
): Promise<Exchange> {
  return watchRequest(calls.context, http2, deadline, (inFlight) => {
    const { progress } = inFlight
    // On the wire a unary call is a stream of one message. Asked for as one, grpc-js waits for ever where there are two.
    const call = startCall(calls, http2, request, (stream) => inFlight.assignStream(stream))
    const messages: Buffer[] = []
    call.once('metadata', (head) => {
      progress.phase = 'body'
      progress.generation = generationFrom(calls.context, head)
    })
    call.on('data', (message: Buffer) => messages.push(message))
    call.once('status', (status) => {
      inFlight.settle(judge(calls, http2, progress, { status, messages }), progress.ended !== undefined)
    })
    return () => call.cancel()
  })
}

function judge(
  { context, spec }: Calls,
  http2: GrpcConnection,
  progress: StreamProgress,
  { status, messages }: { status: StatusObject; messages: Buffer[] },
): FailureFacts {
  progress.generation ??= generationFrom(context, status.metadata)
  progress.generation ??= generationFromBody(context.generation, messages[0]?.toString() ?? '')
  if (progress.ended !== undefined) {
    http2.answered += 1
    http2.generation ??= progress.generation
  }
  return judgeUnary({ status, messages: messages.length }, progress, spec.expect)
}
