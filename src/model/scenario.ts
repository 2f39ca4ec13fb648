import type { FindingId } from './finding.ts'
import type { GrpcStatus } from './grpc-status.ts'
import type { GuaranteeId, VerdictStatus } from './verdict.ts'

/** A scenario after units and variables have been filled in. Durations are milliseconds, rates per second, shares 0..1. */
export interface Scenario {
  name: string
  about?: string
  /** Absolute path of the scenario file; absent for runs made by flags. */
  file?: string
  /** Programs that must exist on the PATH. */
  requires: string[]
  target: TargetSpec
  traffic: TrafficSpec[]
  restart: RestartSpec
  timing: TimingSpec
  sla: SlaSpec
  expect?: Expectation
  /** The scenario as it was written. */
  text: string
}

/** How a scenario must end; it then counts as a success, whatever its verdict. */
export interface Expectation {
  verdict: VerdictStatus
  /** Guarantees that must have held, and such that must have been broken. */
  held: GuaranteeId[]
  broken: GuaranteeId[]
  /** Findings that must be among those that are made. */
  findings: FindingId[]
}

export interface TargetSpec {
  /** Command line, given to `/bin/sh`; absent where the target already runs. */
  command?: string
  /** Working directory of all commands; default: the scenario's folder. */
  cwd: string
  env: Record<string, string>
  /** Files written into the run's folder before the launch: name there → path of a template, variables filled in. */
  files: { to: string; from: string }[]
  /** The workload of a cluster that the target is; it has no command then, and no pid. */
  kubernetes?: KubernetesSpec
  url: string
  tls: TlsSpec
  ready: ReadySpec
  /** Whose signals: a pid file, a fixed pid, or by default the launched process. */
  pid?: { file: string } | { pid: number }
  generation: GenerationSpec
  stop: { signal: NodeJS.Signals; withinMs: number }
}

/** Kinds of workloads whose pods are replaced by a rollout. */
export const WORKLOAD_KINDS = ['deployment', 'statefulset', 'daemonset'] as const
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number]

/** A workload of a Kubernetes cluster, as the user's kubectl reaches it. */
export interface KubernetesSpec {
  /** The only context that will do; absent: the current one. */
  context?: string
  namespace: string
  kind: WorkloadKind
  name: string
  /** Path of a manifest that is applied before the run and deleted after it. */
  apply?: string
}

export interface TlsSpec {
  /** PEM text of the authorities to trust instead of the built-in ones. */
  ca?: string
  servername?: string
  /** Explicit opt-out: certificates are not verified. */
  insecure: boolean
}

/** When the target counts as ready: an expected answer, an accepted connection, or a line in its log. */
export type ReadySpec = { withinMs: number } & (
  | { by: 'http'; path: string }
  | { by: 'tcp' }
  | { by: 'log'; pattern: string }
)

/** How generations are told apart. */
export type GenerationSpec =
  | { by: 'header'; name: string }
  /** A regular expression; its first group, or the whole match, is the generation. */
  | { by: 'body'; pattern: string }
  /** Processes behind the listening socket; of a workload its pods, by the hash of their template. */
  | { by: 'process' }

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
interface HeldBase extends TrafficBase {
  connections: number
  /**
   * How long after its opening a client ends its connection itself, and another client opens the next; by default it holds it to the end
   * of the run. Milliseconds.
   */
  lifetimeMs?: number
}

export type HeldTraffic = SseTraffic | WebsocketTraffic | GrpcStreamTraffic | TcpTraffic

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
export interface SseTraffic extends HeldBase {
  kind: 'sse'
  /** The server sends something at least this often; after twice as long in silence the stream counts as stalled. */
  everyMs: number
}

/** WebSockets (RFC 6455) on which numbered messages are sent and expected back unchanged. */
export interface WebsocketTraffic extends HeldBase {
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
export interface GrpcStreamTraffic extends GrpcBase, HeldBase {
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
export interface TcpTraffic extends HeldBase {
  kind: 'tcp'
  everyMs: number
  /** Where it answers, if not at the target's url. */
  port?: number
}

export interface RestartSpec {
  count: number
  /** From the beginning of one restart to that of the next, at the least. */
  everyMs: number
  steps: RestartStep[]
}

/** Whom a signal goes to: the target's main process, its old or its new generation's main process, or a pid file. */
export type SignalTo = 'main' | 'old' | 'new' | { pidFile: string }

export type RestartStep =
  | { kind: 'signal'; signal: NodeJS.Signals; to: SignalTo }
  | { kind: 'exec'; command: string; withinMs: number }
  | {
      kind: 'http'
      method: string
      url: string
      headers: Record<string, string>
      body?: string
      status: { from: number; to: number }[]
      withinMs: number
    }
  | {
      kind: 'send'
      to: { unix: string } | { host: string; port: number }
      data: string
      /** A regular expression that the answer must match; without it the answer is not waited for. */
      expect?: string
      /** The same, but it is sent again, each time on a new connection, until the answer matches. */
      until?: string
      withinMs: number
    }
  | { kind: 'write'; path: string; data: string; withinMs: number }
  | { kind: 'touch'; path: string }
  | { kind: 'start'; command?: string; ready: ReadySpec }
  | { kind: 'stop'; to: SignalTo; signal: NodeJS.Signals; withinMs: number }
  | { kind: 'wait'; until: WaitUntil; withinMs: number }
  /** Of `target.kubernetes`. `undo`: what to do with a rollout that is stuck, after which the step fails all the same. */
  | { kind: 'rollout'; change: RolloutChange; withinMs: number; undo: boolean }

export type RolloutChange =
  | { by: 'restart' }
  | { by: 'undo' }
  /** Image by the name of its container. */
  | { by: 'image'; images: Record<string, string> }

export type RestartStepKind = RestartStep['kind']

export type WaitUntil =
  /** A response of a generation not seen before this restart. */
  | { generation: 'new' }
  /** The old generation's processes have ended. */
  | { process: 'old-gone' }
  /** Somebody, or nobody, listens on the target's port. */
  | { listener: 'open' | 'closed' }
  | { file: string; present: boolean }
  | { ms: number }

/** The parts of a run around its restarts, in milliseconds. */
export interface TimingSpec {
  /** Traffic that is not measured, at the beginning. */
  warmupMs: number
  /** Measured traffic before the first restart. */
  baselineMs: number
  /** Measured traffic after the last restart has settled. */
  cooldownMs: number
  /** How long requests in flight may take to end once traffic has stopped. */
  graceMs: number
}

export interface SlaSpec {
  /** Wanted share of `ok`, 0..1. */
  availability: number
  /** One-sided confidence, 0..1; null compares observed values alone. */
  confidence: number | null
  clients: Clients
  takeoverMs?: number
  /** How long the old generation may live after the first step. */
  drainMs: number
  outageMs?: number
  /** Wanted share of `ok` within the restart windows alone. */
  windows?: number
  /** What the projection to a year reckons with. */
  restartsPerDay: number
  require: GuaranteeId[]
}
