import type { RunEvent } from '../model/event.ts'
import type { EndpointSlice, WatchEvent } from './objects.ts'

export interface EndpointReader {
  read(t: number, event: WatchEvent<EndpointSlice>): void
  /** Looks again at what was read: a pod may appear later than its endpoint. */
  refresh(t: number): void
}

/**
 * Follows which pods of the workload the EndpointSlices name as ready, whichever Service they are of. A terminating pod is no member:
 * Kubernetes before 1.22 takes it out, later ones leave it in and call it not ready.
 */
export function followEndpoints(emit: (event: RunEvent) => void, isOurs: (uid: string) => boolean): EndpointReader {
  /** Ready pods by slice: uid → name. */
  const slices = new Map<string, Map<string, string>>()
  const members = new Map<string, string>()

  function compare(t: number): void {
    const now = new Map([...slices.values()].flatMap((slice) => [...slice]).filter(([uid]) => isOurs(uid)))
    for (const [uid, pod] of now) if (!members.has(uid)) emit({ t, kind: 'endpoint-added', pod, uid })
    for (const [uid, pod] of members) if (!now.has(uid)) emit({ t, kind: 'endpoint-removed', pod, uid })
    members.clear()
    for (const [uid, pod] of now) members.set(uid, pod)
  }

  return {
    read(t, { type, object }) {
      const key = object.metadata?.uid ?? ''
      if (type === 'DELETED') slices.delete(key)
      else slices.set(key, listReady(object))
      compare(t)
    },
    refresh: compare,
  }
}

/** Absent `ready` is to be taken for true (API reference, EndpointConditions). */
function listReady({ endpoints }: EndpointSlice): Map<string, string> {
  const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready ?? true)
  return new Map(
    ready.flatMap(({ targetRef }) => {
      if (targetRef?.kind !== 'Pod') return []
      const { name = '', uid = name } = targetRef
      return [[uid, name]]
    }),
  )
}
