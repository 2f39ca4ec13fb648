import type { Duplex } from 'node:stream'
import type { ClientReadableStream, Metadata } from '@grpc/grpc-js'
import type { RequestSpec } from '../../../model/scenario.ts'
import type { ClientContext } from '../../../net/client-context.ts'
import { generationFromHeaders } from '../../exchange/answer.ts'
import type { Http2Connection } from '../../http2/connection.ts'
import type { GrpcChannel } from './channel.ts'
import type { Grpc } from './library.ts'
import type { GrpcTraffic } from './options.ts'

export type GrpcConnection = Http2Connection<GrpcChannel>

/** What all calls of a traffic have in common. */
export interface Calls<Spec extends GrpcTraffic = GrpcTraffic> {
  grpc: Grpc
  context: ClientContext
  spec: Spec
  message: Buffer
  /** Puts a channel on a connection. */
  startChannel: (socket: Duplex) => GrpcChannel
}

/** Messages are bytes: the caller knows what they mean. */
const asIs = (bytes: Buffer): Buffer => bytes

/**
 * Starts one call with one message, which may be answered with any number of them.
 *
 * @param assignStream called with the number of its stream just before that is opened
 */
export function startCall(
  { grpc, message }: Calls,
  { engine }: GrpcConnection,
  { path, headers }: RequestSpec,
  assignStream: (stream: number) => void,
): ClientReadableStream<Buffer> {
  const metadata = new grpc.CallMetadata()
  for (const [name, value] of Object.entries(headers))
    metadata.add(name, name.endsWith('-bin') ? Buffer.from(value, 'base64') : value)
  metadata.onSend = () => assignStream(engine.nextStream())
  const call = engine.client.makeServerStreamRequest(path, asIs, asIs, message, metadata)
  // What it says, the status says as well.
  call.on('error', () => {})
  return call
}

/** Where a header names the generation: from the metadata, leading or trailing. */
export function generationFrom({ generation }: ClientContext, metadata: Metadata): string | undefined {
  return generationFromHeaders(generation, stringsOf(metadata))
}

function stringsOf(metadata: Metadata): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata.getMap()).map(([name, value]) => [name, value.toString()]))
}
