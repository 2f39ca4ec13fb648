import type * as library from '@grpc/grpc-js'

type GrpcLibrary = typeof library

/** grpc-js, an optional peer. */
export interface Grpc extends GrpcLibrary {
  CallMetadata: new (options?: library.MetadataOptions) => CallMetadata
}

/** Metadata of a call that tell when it is put on its stream. */
export interface CallMetadata extends library.Metadata {
  /** The next stream that is opened on the connection is this call's. */
  onSend: (() => void) | undefined
}

/** Loads it: only where a scenario has gRPC traffic. */
export async function loadGrpc(): Promise<Grpc> {
  const loaded = await import('@grpc/grpc-js')
  return { ...loaded, CallMetadata: createCallMetadata(loaded) }
}

/**
 * A call's way to its stream leads through several layers of grpc-js, which do not say on which stream it has come out. But the
 * last thing before the stream is opened is that its metadata become headers.
 */
function createCallMetadata({ Metadata }: GrpcLibrary): Grpc['CallMetadata'] {
  return class Told extends Metadata implements CallMetadata {
    onSend: (() => void) | undefined

    override clone(): Told {
      const copy = new Told(this.getOptions())
      copy.merge(this)
      copy.onSend = this.onSend
      return copy
    }

    override toHttp2Headers() {
      this.onSend?.()
      return super.toHttp2Headers()
    }
  }
}
