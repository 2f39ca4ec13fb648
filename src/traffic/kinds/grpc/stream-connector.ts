import type { RequestSpec } from '../../../model/scenario.ts'
import { watchRequest } from '../../http2/in-flight-request.ts'
import { openHttp2 } from '../../http2/open.ts'
import type { Connector, Opening, OpenOptions } from '../../long-lived/session.ts'
import type { ProbeContext } from '../../probe.ts'
import { createMix } from '../../thread/mix.ts'
import { retryOnce } from '../../thread/settle.ts'
import { type Calls, type GrpcConnection, generationFrom, startCall } from './call.ts'
import type { GrpcStreamTraffic } from './options.ts'
import { judgeStatus } from './status.ts'
import { createStreamSession, type StreamSession } from './stream-session.ts'

/** A client that holds one server stream, on a connection of its own. */
export function createStreamConnector(
  { retrying, spec: { requests } }: ProbeContext<GrpcStreamTraffic>,
  calls: Calls<GrpcStreamTraffic>,
): Connector {
  const request = createMix(requests)()

  async function open(options: OpenOptions): Promise<Opening> {
    const { http2, exchange } = await openHttp2(calls.context, options, calls.startChannel)
    return http2 === undefined ? { request: request, exchange } : openStream(calls, http2, request, options)
  }

  return {
    async open(options) {
      let opening = await open(options)
      const ended = await retryOnce(retrying, request.method, opening.exchange, async () => {
        opening = await open(options)
        return opening.exchange
      })
      return { ...opening, ...ended }
    },
  }
}

/** It is open when the server's leading metadata have come. */
async function openStream(
  calls: Calls<GrpcStreamTraffic>,
  http2: GrpcConnection,
  request: RequestSpec,
  options: OpenOptions,
): Promise<Opening> {
  let session: StreamSession | undefined
  const exchange = await watchRequest(calls.context, http2, options, (inFlight) => {
    const { progress } = inFlight
    let stream = 0
    const call = startCall(calls, http2, request, (number) => {
      stream = number
      inFlight.assignStream(number)
    })
    const begin = () => {
      const { generation, ended } = progress
      session = createStreamSession(calls, { ...options, http2, generation, cancel: () => call.cancel() })
      session.watch.ended = ended
      return session
    }
    call.once('metadata', (head) => {
      progress.phase = 'body'
      progress.generation = generationFrom(calls.context, head)
      const { watch } = begin()
      inFlight.settle({ outcome: 'ok', phase: 'headers' }, true)
      http2.streams.set(stream, watch)
    })
    call.on('data', (message: Buffer) => session?.onMessage(message))
    call.once('status', (status) => {
      progress.generation ??= generationFrom(calls.context, status.metadata)
      const facts = judgeStatus(status, progress, calls.spec.expect)
      if (session === undefined && facts.outcome === 'ok') begin()
      inFlight.settle(facts, progress.ended !== undefined)
      session?.settle(status)
    })
    return () => call.cancel()
  })
  if (session === undefined) http2.close()
  return { request, exchange, ...(session !== undefined && { session }) }
}
