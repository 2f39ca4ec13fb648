import type { z } from 'zod'
import { type BuildContext, reportIssue } from '../../grammar/build-context.ts'
import type { Path } from '../../grammar/issue.ts'
import { TRAFFIC_KINDS, type TrafficKind, type TrafficSpec } from '../../model/scenario.ts'
import type { Plain } from '../yaml/plain.ts'
import { buildGrpc } from './grpc.ts'
import { lifetimeOf } from './held.ts'
import { buildRequests, type TrafficPlace } from './requests.ts'
import type { TrafficOptions, trafficSchema } from './traffic-options.ts'

/** What runs where a scenario does not say. */
export const DEFAULT_TRAFFIC = {
  http: { connections: '20', rate: '500/s' },
  fresh: { rate: '50/s' },
  keepalive: {},
} as const

type Traffic = z.output<typeof trafficSchema>
type Base = Pick<TrafficSpec, 'name' | 'requests' | 'timeoutMs' | 'clients'>

/** What is particular to each kind. */
const BUILDERS: {
  [Kind in TrafficKind]: (options: TrafficOptions<Kind>, base: Base, place: TrafficPlace) => TrafficSpec
} = {
  http: ({ connections, rate }, base) => ({
    kind: 'http',
    ...base,
    connections,
    ...(rate === undefined ? {} : { rate }),
  }),
  fresh: ({ rate, sources }, base) => ({ kind: 'fresh', ...base, rate, sources }),
  keepalive: ({ connections, every }, base) => ({ kind: 'keepalive', ...base, connections, everyMs: every }),
  idle: ({ connections }, base) => ({ kind: 'idle', ...base, connections }),
  slow: ({ connections }, base) => ({ kind: 'slow', ...base, connections }),
  sse: (options, base) => ({ kind: 'sse', ...base, ...heldOf(options) }),
  websocket: (options, base) => ({ kind: 'websocket', ...base, ...heldOf(options) }),
  http2: ({ connections, streams, ...other }, base) => ({
    kind: 'http2',
    ...base,
    connections,
    streams,
    ...portOf(other),
  }),
  grpc: buildGrpc,
  download: ({ connections, speed }, base) => ({ kind: 'download', ...base, connections, bytesPerSecond: speed }),
  upload: ({ connections, size, over }, base) => ({ kind: 'upload', ...base, connections, bytes: size, overMs: over }),
  tls: ({ rate, ...other }, base) => ({ kind: 'tls', ...base, rate, ...portOf(other) }),
  tcp: (options, base) => ({ kind: 'tcp', ...base, ...heldOf(options), ...portOf(options) }),
}

function heldOf(options: TrafficOptions<'sse' | 'websocket' | 'tcp'>) {
  return { connections: options.connections, everyMs: options.every, ...lifetimeOf(options) }
}

function portOf({ port }: { port?: number }): { port?: number } {
  return port === undefined ? {} : { port }
}

/** `written` is the traffic as it was written: it has the order of the kinds, which zod does not keep. */
export function buildTraffic(traffic: Traffic, written: Plain, url: string, context: BuildContext): TrafficSpec[] {
  const order = Object.keys(written ?? {})
  const kinds = TRAFFIC_KINDS.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
  const names = new Set<string>()
  return kinds.flatMap((kind) =>
    buildKind(kind, traffic[kind] ?? [], (options, index) => {
      const place = { path: isList(written, kind) ? ['traffic', kind, index] : ['traffic', kind], url, context }
      checkName(options.name, { kind, path: place.path, names, context })
      checkTls(kind, options, place)
      checkUpload(options, place)
      const requests = 'metadata' in options ? [] : buildRequests(options, place)
      const clients = 'clients' in options ? { clients: options.clients } : {}
      return { base: { name: options.name ?? kind, requests, timeoutMs: options.timeout, ...clients }, place }
    }),
  )
}

function buildKind<Kind extends TrafficKind>(
  kind: Kind,
  several: TrafficOptions<Kind>[],
  buildBase: (options: TrafficOptions<TrafficKind>, index: number) => { base: Base; place: TrafficPlace },
): TrafficSpec[] {
  return several.map((options, index) => {
    const { base, place } = buildBase(options, index)
    return BUILDERS[kind](options, base, place)
  })
}

function isList(written: Plain, kind: TrafficKind): boolean {
  return written !== null && typeof written === 'object' && !Array.isArray(written) && Array.isArray(written[kind])
}

interface Naming {
  kind: TrafficKind
  path: Path
  names: Set<string>
  context: BuildContext
}

function checkName(given: string | undefined, { kind, path, names, context }: Naming): void {
  const name = given ?? kind
  if (names.has(name)) {
    reportIssue(context, given === undefined ? path : [...path, 'name'], {
      expected: 'a name of its own for each traffic',
      found: `found ${JSON.stringify(name)} a second time`,
      hint: 'give each a name',
    })
  }
  names.add(name)
}

function checkTls(
  kind: TrafficKind,
  options: { port?: number; timeout: number },
  { path, url, context }: TrafficPlace,
): void {
  if (kind !== 'tls' || options.port !== undefined || url.startsWith('https:')) return
  reportIssue(context, path, {
    expected: 'an https target, or the port on which this one speaks TLS',
    found: `found tls traffic without a port for ${url}`,
    hint: 'give it a port',
  })
}

/** What takes longer than it may has failed before it began. */
function checkUpload(options: { over?: number; timeout: number }, { path, context }: TrafficPlace): void {
  if (options.over === undefined || options.over < options.timeout) return
  reportIssue(context, path, {
    expected: 'a timeout longer than the upload',
    found: `found a timeout of ${options.timeout} ms for an upload over ${options.over} ms`,
    hint: 'raise timeout, or shorten over',
  })
}
