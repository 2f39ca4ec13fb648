import { platform } from 'node:os'
import type { ProcessWatch } from '../evidence/watch.ts'
import { readCounters } from '../linux/counters.ts'
import type { RunEvent } from '../model/event.ts'
import type { Place } from './location.ts'
import type { Household } from './runtime.ts'

type Missing = Omit<Extract<RunEvent, { kind: 'evidence-missing' }>, 't' | 'kind'>

/** Records what of the target, which answers by now, is out of sight, so that nobody takes silence for a good sign. */
export function tellMissing(household: Household): void {
  const { clock, onEvent, spec } = household.options
  for (const one of findMissing(new URL(spec.url).hostname, household)) {
    onEvent({ t: clock.now(), kind: 'evidence-missing', ...one })
  }
}

interface Seen {
  place: Place
  watch: Pick<ProcessWatch, 'hasListened' | 'living'>
}

export function findMissing(host: string, { place, watch }: Seen): Missing[] {
  if (!place.processes) return all(`it is read from /proc, which ${platform()} does not have or does not show`)
  if (!place.socket) return all(`${host} is not this machine`)
  if (!watch.hasListened()) {
    return all(`nobody listens on port ${place.port} here although it answers: it may run in a container`)
  }
  const counters = Object.keys(readCounters()).length > 0
  return [
    ...findUnowned(place.port, watch),
    ...(counters ? [] : [missing('kernel-counters', '/proc/net/netstat has none')]),
  ]
}

/** The socket is there, but the descriptors of whoever holds it may not be read, or it is hitless itself. */
function findUnowned(port: number, watch: Seen['watch']): Missing[] {
  const living = watch.living()
  if (living.some(({ listeners }) => listeners.length > 0)) return []
  const why =
    `none of the target's processes was seen to hold the socket that listens on port ${port}; ` +
    'where that is of another user, run hitless as that user or as root'
  return living.length === 0 ? [missing('processes', why), missing('listeners', why)] : [missing('listeners', why)]
}

function all(why: string): Missing[] {
  return [missing('processes', why), missing('listeners', why), missing('kernel-counters', why)]
}

function missing(what: Missing['what'], why: string): Missing {
  return { what, why }
}
