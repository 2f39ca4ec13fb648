import type { Http2Traffic } from '../../../model/scenario.ts'
import type { Limits, Wire } from '../../../net/client-context.ts'
import { exchangeStream, startSession } from '../../http2/exchange.ts'
import { openHttp2 } from '../../http2/open.ts'
import { createStreamPool, targetAt } from '../../http2/stream-pool.ts'
import type { Probe, ProbeContext } from '../../probe.ts'

/** HTTP/2 connections, each with so many requests at a time, in a closed loop. */
export function createHttp2(context: ProbeContext<Http2Traffic>): Probe {
  const { spec } = context
  const wire = { ...context.wire, target: targetAt(context.wire.target, spec.port) }
  const protocol = { open: (to: Wire, limits: Limits) => openHttp2(to, limits, startSession), exchange: exchangeStream }
  return createStreamPool({ ...context, wire }, protocol, { streams: spec.streams, everyMs: 0 })
}
