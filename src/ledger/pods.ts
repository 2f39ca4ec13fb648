import type { RunEvent } from '../model/event.ts'
import type { PodLife } from '../model/pod.ts'

/** The lives of the pods of a workload, from the events of a run in their order. */
export function buildPods(events: readonly RunEvent[]): PodLife[] {
  const pods = new Map<string, PodLife>()
  const births = new Map<string, number | null>()
  let restart: number | null = null
  for (const event of events) {
    if (event.kind === 'restart-begun') restart = event.index
    if (event.kind === 'pod-created') {
      const { pod, uid, generation, t } = event
      if (!births.has(generation)) births.set(generation, restart)
      pods.set(uid, { pod, uid, generation, created: t, routed: [], ends: [], bornIn: births.get(generation) ?? null })
    }
    if ('uid' in event) live(pods.get(event.uid), event)
  }
  return [...pods.values()]
}

function live(life: PodLife | undefined, event: RunEvent): void {
  if (life === undefined) return
  const { t } = event
  if (event.kind === 'pod-ready') life.ready ??= t
  else if (event.kind === 'pod-terminating') Object.assign(life, { terminating: t, graceMs: event.graceMs })
  else if (event.kind === 'pod-gone') life.gone = t
  else if (event.kind === 'endpoint-added') life.routed.push({ from: t })
  else if (event.kind === 'container-ended') {
    const { container, code, reason } = event
    life.ends.push({ t, container, ...(code !== undefined && { code }), reason })
  } else if (event.kind === 'endpoint-removed') {
    const last = life.routed.at(-1)
    if (last !== undefined) last.to ??= t
  }
}
