import type { ClientContext } from '../../../net/client-context.ts'
import type { Deadline } from '../../../net/deadline.ts'
import { exchangeStream, startSession } from '../../http2/exchange.ts'
import { openHttp2 } from '../../http2/open.ts'
import { createStreamPool, endpointAt } from '../../http2/stream-pool.ts'
import type { Probe, ProbeContext } from '../../probe.ts'
import type { Http2Traffic } from './options.ts'

/** HTTP/2 connections, each with a fixed number of requests at a time, in a closed loop. */
export function createHttp2(shared: ProbeContext<Http2Traffic>): Probe {
  const { spec } = shared
  const context = { ...shared, endpoint: endpointAt(shared.endpoint, spec.port) }
  const protocol = {
    open: (to: ClientContext, deadline: Deadline) => openHttp2(to, deadline, startSession),
    exchange: exchangeStream,
  }
  return createStreamPool(context, protocol, { streams: spec.streams, everyMs: 0 })
}
