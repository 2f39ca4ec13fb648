import type { GrpcStatus } from './grpc-status.ts'

/** One request of a mix. */
export interface RequestSpec {
  method: string
  path: string
  headers: Record<string, string>
  body?: string
  /** Share of this request in the mix, relative to the others' weights. */
  weight: number
  expect: ExpectSpec
}

export interface ExpectSpec {
  /** Inclusive ranges of expected statuses; by default everything but 5xx is expected: 100..499. */
  status: { from: number; to: number }[]
  body?: { equals: string } | { contains: string } | { matches: string }
}

export const TRAFFIC_KINDS = [
  'http',
  'fresh',
  'keepalive',
  'idle',
  'slow',
  'sse',
  'websocket',
  'http2',
  'grpc',
  'download',
  'upload',
  'tls',
  'tcp',
] as const
export type TrafficKind = (typeof TRAFFIC_KINDS)[number]

/** Whether what the RFCs let a client send again is sent again. */
export const CLIENTS = ['strict', 'retrying'] as const
export type Clients = (typeof CLIENTS)[number]

interface TrafficBase {
  /** Unique within the scenario; by default the kind. */
  name: string
  requests: RequestSpec[]
  /** From due to complete, milliseconds. */
  timeoutMs: number
  /** Instead of the scenario's own, see SlaSpec. */
  clients?: Clients
}

/** Connections that are held. */
interface LongLivedBase extends TrafficBase {
  connections: number
  /**
   * How long after its opening a client ends its connection itself, and another client opens the next; by default it holds it to the end
   * of the run. Milliseconds.
   */
  lifetimeMs?: number
}

export type LongLivedTraffic = SseTraffic | WebsocketTraffic | GrpcStreamTraffic | TcpTraffic

export type TrafficSpec =
  | HttpTraffic
  | FreshTraffic
  | KeepaliveTraffic
  | IdleTraffic
  | SlowTraffic
  | SseTraffic
  | WebsocketTraffic
  | Http2Traffic
  | GrpcTraffic
  | DownloadTraffic
  | UploadTraffic
  | TlsTraffic
  | TcpTraffic

/** Sustained load through autocannon. With `rate`, open loop; without, closed loop. */
export interface HttpTraffic extends TrafficBase {
  kind: 'http'
  connections: number
  rate?: number
}

/** A new connection for each request, open loop. */
export interface FreshTraffic extends TrafficBase {
  kind: 'fresh'
  rate: number
  /** Source addresses to use in turn; empty: chosen by the target's address. */
  sources: string[]
}

/** Persistent connections with a pause between requests. */
export interface KeepaliveTraffic extends TrafficBase {
  kind: 'keepalive'
  connections: number
  everyMs: number
}

/** Established connections that stay silent through a restart and speak after it. */
export interface IdleTraffic extends TrafficBase {
  kind: 'idle'
  connections: number
}

/** Requests in flight, each on a connection of its own, one after the other, that outlast the restart. */
export interface SlowTraffic extends TrafficBase {
  kind: 'slow'
  connections: number
}

/**
 * Event streams (WHATWG HTML §9.2), held open and opened again when they end, with `Last-Event-ID`. Where the ids of the
 * events are whole numbers, lost, doubled and swapped ones are found.
 */
export interface SseTraffic extends LongLivedBase {
  kind: 'sse'
  /** The server sends something at least this often; after twice as long in silence the stream counts as stalled. */
  everyMs: number
}

/** WebSockets (RFC 6455) on which numbered messages are sent and expected back unchanged. */
export interface WebsocketTraffic extends LongLivedBase {
  kind: 'websocket'
  /** From one message to the next. */
  everyMs: number
}

/** HTTP/2 connections (RFC 9113), each with so many requests at a time, in a closed loop. */
export interface Http2Traffic extends TrafficBase {
  kind: 'http2'
  connections: number
  streams: number
  /** Where it answers, if not at the target's url. */
  port?: number
}

/** gRPC calls of one method. `requests` is a single POST of its path; the headers are the metadata. */
export type GrpcTraffic = GrpcUnaryTraffic | GrpcStreamTraffic

interface GrpcBase extends TrafficBase {
  kind: 'grpc'
  connections: number
  /** The request's message, serialised, in base64. */
  message: string
  /** Statuses that are good ones. */
  expect: GrpcStatus[]
  /** Where it answers, if not at the target's url. */
  port?: number
}

/** Several at a time on each connection. */
export interface GrpcUnaryTraffic extends GrpcBase {
  call: 'unary'
  /** Calls at a time on each connection. */
  calls: number
  /** From one call to the next, of each of these. */
  everyMs: number
}

/** Server streams, one on each connection, held open and opened again when they end. */
export interface GrpcStreamTraffic extends GrpcBase, LongLivedBase {
  call: 'stream'
  /**
   * The server sends something at least this often; after twice as long in silence the stream counts as stalled. Without it silence
   * is no fault.
   */
  everyMs?: number
  /** Number of the field in which the messages are counted; without it they are only received. */
  sequence?: number
}

/** Long responses, read slowly, each on a connection of its own, one after the other. */
export interface DownloadTraffic extends TrafficBase {
  kind: 'download'
  connections: number
  bytesPerSecond: number
}

/** Long request bodies, sent slowly, each on a connection of its own, one after the other. */
export interface UploadTraffic extends TrafficBase {
  kind: 'upload'
  connections: number
  /** Length of each body. */
  bytes: number
  /** Over how long it is sent, milliseconds. */
  overMs: number
}

/** TLS handshakes, each on a new connection, with and without resumption in turn, open loop. */
export interface TlsTraffic extends TrafficBase {
  kind: 'tls'
  rate: number
  /** Where it answers, if not at the target's url. */
  port?: number
}

/** Raw TCP connections on which numbered lines are sent and expected back unchanged. */
export interface TcpTraffic extends LongLivedBase {
  kind: 'tcp'
  everyMs: number
  /** Where it answers, if not at the target's url. */
  port?: number
}
