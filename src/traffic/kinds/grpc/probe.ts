import { openHttp2 } from '../../http2/open.ts'
import { createStreamPool, endpointAt } from '../../http2/stream-pool.ts'
import { createLongLived } from '../../long-lived/pool.ts'
import type { Probe, ProbeContext } from '../../probe.ts'
import type { Calls } from './call.ts'
import { createChannelStarter, openPlaceholderListener } from './channel.ts'
import { loadGrpc } from './library.ts'
import type { GrpcStreamTraffic, GrpcTraffic, GrpcUnaryTraffic } from './options.ts'
import { createStreamConnector } from './stream-connector.ts'
import { exchangeUnary } from './unary.ts'

/**
 * gRPC calls, made by grpc-js on connections that are opened and watched here: unary ones, several at a time on each, or server streams,
 * one on each.
 */
export async function createGrpc(shared: ProbeContext<GrpcTraffic>): Promise<Probe> {
  const { spec } = shared
  const context = { ...shared, endpoint: endpointAt(shared.endpoint, spec.port) }
  const grpc = await loadGrpc()
  const listener = await openPlaceholderListener()
  const startChannel = createChannelStarter(grpc, listener, context.endpoint)
  const calls = { grpc, context, message: Buffer.from(spec.message, 'base64'), startChannel }
  const probe =
    spec.call === 'stream'
      ? createStreams({ ...context, spec }, { ...calls, spec })
      : createUnary({ ...context, spec }, { ...calls, spec })
  return {
    ...probe,
    async stop(hurried) {
      await probe.stop(hurried)
      listener.close()
    },
  }
}

function createStreams(context: ProbeContext<GrpcStreamTraffic>, calls: Calls<GrpcStreamTraffic>): Probe {
  return createLongLived(context, () => createStreamConnector(context, calls))
}

function createUnary(context: ProbeContext<GrpcUnaryTraffic>, calls: Calls<GrpcUnaryTraffic>): Probe {
  const { spec } = context
  return createStreamPool(
    context,
    {
      open: (to, deadline) => openHttp2(to, deadline, calls.startChannel),
      exchange: (_, http2, options) => exchangeUnary(calls, http2, options),
    },
    { streams: spec.calls, everyMs: spec.everyMs },
  )
}
