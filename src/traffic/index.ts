import type { TrafficTraits } from '../model/scenario.ts'
import { defineKind, defineKinds, type KindOptions, type TrafficKindRow } from './kind.ts'
import type { Probe, ProbeContext } from './probe.ts'

/** Every kind of traffic, by the key that it has in a scenario: the only place that lists them. */
const TRAFFIC_KINDS = defineKinds({
  http: defineKind({
    traits: { thread: 'load', closedLoop: true },
    options: async () => (await import('./kinds/http/options.ts')).httpOptions,
    probe: async () => (await import('./kinds/http/probe.ts')).createHttp,
  }),
  fresh: defineKind({
    traits: { thread: 'probes', opensConnections: true, marksOutages: true },
    options: async () => (await import('./kinds/fresh/options.ts')).freshOptions,
    probe: async () => (await import('./kinds/fresh/probe.ts')).createFresh,
  }),
  keepalive: defineKind({
    traits: { thread: 'probes' },
    options: async () => (await import('./kinds/keepalive/options.ts')).keepaliveOptions,
    probe: async () => (await import('./kinds/keepalive/probe.ts')).createKeepalive,
  }),
  idle: defineKind({
    traits: { thread: 'probes', holdsConnections: true },
    options: async () => (await import('./kinds/idle/options.ts')).idleOptions,
    probe: async () => (await import('./kinds/idle/probe.ts')).createIdle,
  }),
  slow: defineKind({
    traits: { thread: 'probes', slow: 'answer' },
    options: async () => (await import('./kinds/slow/options.ts')).slowOptions,
    probe: async () => (await import('./kinds/slow/probe.ts')).createSlow,
  }),
  sse: defineKind({
    traits: { thread: 'probes', holdsConnections: true },
    options: async () => (await import('./kinds/sse/options.ts')).sseOptions,
    probe: async () => (await import('./kinds/sse/probe.ts')).createSse,
  }),
  websocket: defineKind({
    traits: { thread: 'probes', holdsConnections: true },
    options: async () => (await import('./kinds/websocket/options.ts')).websocketOptions,
    probe: async () => (await import('./kinds/websocket/probe.ts')).createWebsocket,
  }),
  http2: defineKind({
    traits: { thread: 'probes', holdsConnections: true, multiplexes: true, closedLoop: true, tellsUnprocessed: true },
    options: async () => (await import('./kinds/http2/options.ts')).http2Options,
    probe: async () => (await import('./kinds/http2/probe.ts')).createHttp2,
  }),
  grpc: defineKind({
    traits: {
      thread: 'probes',
      holdsConnections: true,
      multiplexes: true,
      // The first version whose credentials can hand out a connection, see kinds/grpc/channel.ts.
      needs: { title: 'gRPC', package: '@grpc/grpc-js', oldest: { major: 1, minor: 13 } },
    },
    options: async () => (await import('./kinds/grpc/options.ts')).grpcOptions,
    probe: async () => (await import('./kinds/grpc/probe.ts')).createGrpc,
  }),
  download: defineKind({
    traits: { thread: 'probes', holdsConnections: true, slow: 'transfer' },
    options: async () => (await import('./kinds/download/options.ts')).downloadOptions,
    probe: async () => (await import('./kinds/download/probe.ts')).createDownload,
  }),
  upload: defineKind({
    traits: { thread: 'probes', holdsConnections: true, slow: 'transfer' },
    options: async () => (await import('./kinds/upload/options.ts')).uploadOptions,
    probe: async () => (await import('./kinds/upload/probe.ts')).createUpload,
  }),
  tls: defineKind({
    traits: { thread: 'probes', opensConnections: true, handshakes: true },
    options: async () => (await import('./kinds/tls/options.ts')).tlsOptions,
    probe: async () => (await import('./kinds/tls/probe.ts')).createTls,
  }),
  tcp: defineKind({
    traits: { thread: 'probes', holdsConnections: true },
    options: async () => (await import('./kinds/tcp/options.ts')).tcpOptions,
    probe: async () => (await import('./kinds/tcp/probe.ts')).createTcp,
  }),
})

type Kinds = typeof TRAFFIC_KINDS
type OptionsOf<Kind extends keyof Kinds> = Awaited<ReturnType<Kinds[Kind]['options']>>

/** A traffic of any of these kinds, with what it has of its own. */
export type KnownTraffic = { [Kind in keyof Kinds]: ReturnType<OptionsOf<Kind>['build']> }[keyof Kinds]

const ROWS: Readonly<Record<string, TrafficKindRow>> = TRAFFIC_KINDS

/** What there is to know of a kind; of one that a journal names and this hitless does not have, nothing in particular. */
export function traitsOf(kind: string): TrafficTraits {
  return ROWS[kind]?.traits ?? { thread: 'probes' }
}

/** The kinds that have a trait. */
export function kindsWith(trait: keyof TrafficTraits): string[] {
  return Object.keys(ROWS).filter((kind) => traitsOf(kind)[trait] !== undefined)
}

/** The options of every kind, in the order of the registry. */
export async function loadOptions(): Promise<Record<string, KindOptions>> {
  const entries = Object.entries(ROWS).map(async ([kind, row]) => [kind, await row.options()] as const)
  return Object.fromEntries(await Promise.all(entries))
}

/** @throws where the traffic is of none of these kinds. */
export async function createProbe(context: ProbeContext): Promise<Probe> {
  const { kind, name } = context.spec
  const row = ROWS[kind]
  if (row) return (await row.probe())(context)
  throw new Error(`Expected traffic of one of the kinds ${Object.keys(ROWS).join(', ')}, but "${name}" is ${kind}.`)
}
