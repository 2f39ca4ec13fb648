import { platform } from 'node:os'
import { readCounters } from '../linux/counters.ts'
import type { RunEvent } from '../model/event.ts'
import type { ProcessWatch } from '../model/evidence.ts'
import type { TargetLocation } from './location.ts'
import type { TargetRuntime } from './runtime.ts'

type EvidenceGap = Omit<Extract<RunEvent, { kind: 'evidence-missing' }>, 't' | 'kind'>

/** Records what of the target, which answers by now, is out of sight, so that silence is not taken for a good sign. */
export function emitEvidenceGaps(runtime: TargetRuntime): void {
  const { clock, onEvent, spec } = runtime.options
  for (const one of findEvidenceGaps(new URL(spec.url).hostname, runtime)) {
    onEvent({ t: clock.now(), kind: 'evidence-missing', ...one })
  }
}

interface Seen {
  location: TargetLocation
  watch: Pick<ProcessWatch, 'hasListened' | 'living'>
}

export function findEvidenceGaps(host: string, { location, watch }: Seen): EvidenceGap[] {
  if (!location.processes) return all(`it is read from /proc, which ${platform()} does not have or does not show`)
  if (!location.socket) return all(`${host} is not this machine`)
  if (!watch.hasListened()) {
    return all(`no process listens on port ${location.port} here although it answers: it may run in a container`)
  }
  const counters = Object.keys(readCounters()).length > 0
  return [
    ...findUnowned(location.port, watch),
    ...(counters ? [] : [gap('kernel-counters', '/proc/net/netstat has none')]),
  ]
}

/** The socket is there, but the descriptors of its holder may not be read, or it is hitless itself. */
function findUnowned(port: number, watch: Seen['watch']): EvidenceGap[] {
  const living = watch.living()
  if (living.some(({ listeners }) => listeners.length > 0)) return []
  const why =
    `none of the target's processes was seen to hold the socket that listens on port ${port}; ` +
    'if it belongs to another user, run hitless as that user or as root'
  return living.length === 0 ? [gap('processes', why), gap('listeners', why)] : [gap('listeners', why)]
}

function all(why: string): EvidenceGap[] {
  return [gap('processes', why), gap('listeners', why), gap('kernel-counters', why)]
}

function gap(what: EvidenceGap['what'], why: string): EvidenceGap {
  return { what, why }
}
