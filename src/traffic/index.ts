import type { TrafficSpec } from '../model/scenario.ts'
import { createDownload } from './kinds/download/probe.ts'
import { createFresh } from './kinds/fresh/probe.ts'
import { createGrpc } from './kinds/grpc/probe.ts'
import { createHttp2 } from './kinds/http2/probe.ts'
import { createIdle } from './kinds/idle/probe.ts'
import { createKeepalive } from './kinds/keepalive/probe.ts'
import { createSlow } from './kinds/slow/probe.ts'
import { createSse } from './kinds/sse/probe.ts'
import { createTcp } from './kinds/tcp/probe.ts'
import { createTls } from './kinds/tls/probe.ts'
import { createUpload } from './kinds/upload/probe.ts'
import { createWebsocket } from './kinds/websocket/probe.ts'
import type { CreateProbe, Probe, ProbeContext } from './probe.ts'

type ProbeKind = Exclude<TrafficSpec['kind'], 'http'>
type SpecOf<Kind extends ProbeKind> = Extract<TrafficSpec, { kind: Kind }>

/** Every kind of probe, one line each. */
const PROBES: { [Kind in ProbeKind]: CreateProbe<SpecOf<Kind>> } = {
  fresh: createFresh,
  keepalive: createKeepalive,
  idle: createIdle,
  slow: createSlow,
  sse: createSse,
  websocket: createWebsocket,
  tcp: createTcp,
  http2: createHttp2,
  grpc: createGrpc,
  download: createDownload,
  upload: createUpload,
  tls: createTls,
}

/** @throws where the traffic is none of a probe's kinds. */
export async function createProbe(context: ProbeContext): Promise<Probe> {
  const { kind, name } = context.spec
  if (kind === 'http')
    throw new Error(`Expected traffic of one of the kinds ${Object.keys(PROBES).join(', ')}, but "${name}" is http.`)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kind and spec belong together by TrafficSpec
  return (PROBES[kind] as CreateProbe<TrafficSpec>)(context)
}
