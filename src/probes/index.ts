import type { TrafficSpec } from '../model/scenario.ts'
import { createDownload } from './download.ts'
import { createFresh } from './fresh.ts'
import { createGrpc } from './grpc.ts'
import { createHttp2 } from './http2.ts'
import { createIdle } from './idle.ts'
import { createKeepalive } from './keepalive.ts'
import type { CreateProbe, Probe, ProbeContext } from './probe.ts'
import { createSlow } from './slow.ts'
import { createSse } from './sse.ts'
import { createTcp } from './tcp.ts'
import { createTls } from './tls.ts'
import { createUpload } from './upload.ts'
import { createWebsocket } from './websocket.ts'

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
