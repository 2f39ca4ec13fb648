import { createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ChannelCredentials, ChannelOptions, Client, experimental } from '@grpc/grpc-js'
import type { Endpoint } from '../../../net/endpoint.ts'
import type { Http2Engine } from '../../http2/connection.ts'
import type { Grpc } from './library.ts'

/** A channel of grpc-js on one connection, the only one that it ever gets. */
export interface GrpcChannel extends Http2Engine {
  client: Client
  ready: Promise<void>
  /** The number of the next stream that is opened on the connection (RFC 9113 §5.1.1). */
  nextStream(): number
}

/** What grpc-js would do behind the ledger's back, switched off. */
const OPTIONS: ChannelOptions = {
  // Transparent retries (gRFC A6), and those that a service config asks for.
  'grpc.enable_retries': 0,
  // Channels to one target share their connections otherwise.
  'grpc.use_local_subchannel_pool': 1,
  // From the environment, http_proxy and the like.
  'grpc.enable_http_proxy': 0,
  // A channel without calls closes its connection after half an hour.
  'grpc.client_idle_timeout_ms': 2_147_483_647,
  'grpc.max_receive_message_length': -1,
  'grpc.enable_channelz': 0,
}

/**
 * grpc-js opens a TCP connection by itself before it asks its credentials for what to speak on. It may have one that leads
 * nowhere, on this machine: the real one was opened before, and watched from its first byte on.
 */
export interface PlaceholderListener {
  /** A target for a channel. */
  address: string
  close(): void
}

export async function openPlaceholderListener(): Promise<PlaceholderListener> {
  const server = createServer((socket) => socket.on('error', () => {}).resume())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { address: `127.0.0.1:${port}`, close: () => void server.close() }
}

/** @returns what puts a channel on a connection to `target` */
export function createChannelStarter(grpc: Grpc, listener: PlaceholderListener, endpoint: Endpoint) {
  return (socket: Duplex): GrpcChannel => {
    const client = new grpc.Client(listener.address, createCredentials(grpc, socket, endpoint.tls !== undefined), {
      ...OPTIONS,
      'grpc.default_authority': endpoint.hostHeader,
    })
    let stream = -1
    let closed = false
    const close = () => {
      closed = true
      client.close()
    }
    return {
      client,
      ready: awaitReady(grpc, client, () => closed),
      nextStream: () => (stream += 2),
      close,
      destroy() {
        close()
        socket.destroy()
      },
    }
  }
}

/** Makes the channel connect, and resolves when calls can be sent; never where it is closed before. Rejects where it found no way. */
function awaitReady({ connectivityState }: Grpc, client: Client, isClosed: () => boolean): Promise<void> {
  const channel = client.getChannel()
  return new Promise((resolve, reject) => {
    const look = () => {
      if (isClosed()) return
      const state = channel.getConnectivityState(true)
      if (state === connectivityState.READY) resolve()
      else if (state === connectivityState.TRANSIENT_FAILURE) reject(new Error('grpc-js could not take the connection'))
      else channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, look)
    }
    look()
  })
}

/**
 * Credentials that hand out one connection, once. `_createSecureConnector` is what other libraries of gRPC derive theirs from
 * (grpc-js-xds), and its types are part of `experimental`.
 */
function createCredentials(
  { ChannelCredentials: Base, credentials }: Grpc,
  given: Duplex,
  secure: boolean,
): ChannelCredentials {
  let taken = false

  function connect(landed: Socket): Promise<experimental.SecureConnectResult> {
    landed.destroy()
    if (taken) return Promise.reject(new Error('expected one connection on each channel'))
    taken = true
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- node:http2 speaks on any Duplex, and grpc-js does nothing else with it
    return Promise.resolve({ socket: given as Socket, secure })
  }

  class GivenConnection extends Base {
    _isSecure(): boolean {
      return secure
    }
    _equals(other: ChannelCredentials): boolean {
      return other === this
    }
    _createSecureConnector(): experimental.SecureConnector {
      return {
        connect,
        waitForReady: () => Promise.resolve(),
        getCallCredentials: () => credentials.createEmpty(),
        destroy() {},
      }
    }
  }
  return new GivenConnection()
}
