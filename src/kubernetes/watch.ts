import type { Clock } from '../model/clock.ts'
import type { RunEvent } from '../model/event.ts'
import type { RolloutState } from '../model/workload.ts'
import { followEndpoints } from './endpoints.ts'
import type { Kubectl } from './kubectl.ts'
import type { Pod, WatchEvent, Workload } from './objects.ts'
import { followPods, type PodState } from './pods.ts'
import { followWarnings } from './warnings.ts'
import { watchObjects } from './watch-objects.ts'
import { followRevisions, followWorkload, writeSelector } from './workload.ts'

export interface WorkloadWatchOptions {
  /** As kubectl got it a moment ago. */
  workload: Workload
  kubectl: Pick<Kubectl, 'run' | 'stream'>
  clock: Clock
  onEvent: (event: RunEvent) => void
}

/** Watches a workload of a cluster, its pods and the events about them. */
export interface WorkloadWatch {
  pods(): PodState[]
  rollout(): RolloutState
  troubles(): string[]
  close(): void
}

export function watchWorkload({ workload, kubectl, clock, onEvent }: WorkloadWatchOptions): WorkloadWatch {
  const { kind = '', metadata = {} } = workload
  const selector = writeSelector(workload)
  const pods = followPods(onEvent)
  const isOurs = (uid: string): boolean => pods.find(uid) !== undefined
  const endpoints = followEndpoints(onEvent, isOurs)
  const revisions = followRevisions(onEvent, metadata.uid ?? '')
  const warnings = followWarnings(onEvent, isOurs)
  const own = followWorkload(onEvent)
  own.read(clock.now(), { object: workload })
  const closed = new AbortController()

  /** What has gone between two watches is missing in a list. */
  async function findGone(): Promise<void> {
    const text = await kubectl.run(['get', 'pods', '--selector', selector, '-o', 'json'], closed.signal)
    const { items = [] }: { items?: Pod[] } = JSON.parse(text)
    const present = new Set(items.map((pod) => pod.metadata?.uid))
    for (const { name, uid, gone } of pods.pods()) {
      if (gone !== undefined || present.has(uid)) continue
      pods.read(clock.now(), { type: 'DELETED', object: { metadata: { name, uid } } })
    }
  }

  function readPod(t: number, event: WatchEvent<Pod>): void {
    pods.read(t, event)
    endpoints.refresh(t)
  }

  const revisionKind = kind === 'Deployment' ? 'replicasets.apps' : 'controllerrevisions.apps'
  const watch = <Kind>(what: string[], read: (t: number, event: WatchEvent<Kind>) => void, onAgain?: () => void) =>
    watchObjects<Kind>(kubectl, what, (event) => read(clock.now(), event), onAgain)
  const streams = [
    watch(['pods', '--selector', selector, '--watch'], readPod, () => void findGone().catch(() => {})),
    watch([`${kind.toLowerCase()}s.apps`, metadata.name ?? '', '--watch'], own.read),
    watch([revisionKind, '--selector', selector, '--watch'], revisions.read),
    watch(['endpointslices.discovery.k8s.io', '--watch'], endpoints.read),
    // The cluster remembers an hour of events: only what happens from now on is of this run.
    watch(['events', '--field-selector', 'involvedObject.kind=Pod', '--watch-only'], warnings.read),
  ]
  return {
    pods: pods.pods,
    rollout: own.rollout,
    troubles: () => pods.pods().flatMap((pod) => describeTrouble(pod, warnings.last(pod.uid))),
    close() {
      closed.abort()
      for (const stream of streams) stream.close()
    },
  }
}

function describeTrouble({ name, ready, terminating, gone, waiting }: PodState, warning: string | undefined): string[] {
  if (ready || terminating || gone !== undefined) return []
  const reasons = [...waiting, ...(warning === undefined ? [] : [warning])]
  return [`${name} is not ready${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}`]
}
