import type { RunEvent } from '../model/event.ts'
import type { ContainerStatus, Pod, Terminated, WatchEvent } from './objects.ts'

/** A pod of the workload, as far as it was seen. Times are milliseconds on the run's clock. */
export interface PodState {
  name: string
  uid: string
  /** The hash of its template. */
  generation: string
  created: number
  /** When it was first seen to be ready. */
  firstReady?: number
  ready: boolean
  terminating: boolean
  gone?: number
  /** Why containers of it wait, as clauses: `server: ImagePullBackOff`. */
  waiting: string[]
}

export interface PodReader {
  read(t: number, event: WatchEvent<Pod>): void
  /** All that were ever seen, in order of appearance. */
  pods(): PodState[]
  find(uid: string): PodState | undefined
}

/** Follows the pods of a workload; a pod is told of once for each change. */
export function followPods(told: (event: RunEvent) => void): PodReader {
  const pods = new Map<string, PodState>()
  /** Ids of containers whose end was told. */
  const ended = new Set<string>()

  function meet(t: number, { metadata }: Pod): PodState {
    const { name = '', uid = name, labels = {} } = metadata ?? {}
    const known = pods.get(uid)
    if (known !== undefined) return known
    const generation = labels['pod-template-hash'] ?? labels['controller-revision-hash'] ?? ''
    const pod = { name, uid, generation, created: t, ready: false, terminating: false, waiting: [] }
    pods.set(uid, pod)
    told({ t, kind: 'pod-created', pod: name, uid, generation })
    return pod
  }

  function tellReady(t: number, pod: PodState, { status }: Pod): void {
    const ready = status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false
    if (ready === pod.ready) return
    pod.ready = ready
    if (ready) pod.firstReady ??= t
    told({ t, kind: ready ? 'pod-ready' : 'pod-unready', ...nameOf(pod) })
  }

  function tellTerminating(t: number, pod: PodState, { metadata = {} }: Pod): void {
    if (metadata.deletionTimestamp === undefined || pod.terminating) return
    pod.terminating = true
    told({ t, kind: 'pod-terminating', ...nameOf(pod), graceMs: (metadata.deletionGracePeriodSeconds ?? 0) * 1000 })
  }

  function tellEnds(
    t: number,
    pod: PodState,
    { name = '', restartCount = 0, state, lastState }: ContainerStatus,
  ): void {
    // The end before the last one is told by `lastState` alone, once the container was started again.
    const before = lastState?.terminated
    if (before !== undefined) tellEnd(t, pod, name, before, Math.max(0, restartCount - 1))
    if (state?.terminated !== undefined) tellEnd(t, pod, name, state.terminated, restartCount)
  }

  function tellEnd(t: number, pod: PodState, container: string, end: Terminated, restarts: number): void {
    const { exitCode = 0, reason = '', containerID = '' } = end
    const key = `${pod.uid} ${container} ${containerID}`
    if (ended.has(key)) return
    ended.add(key)
    told({ t, kind: 'container-ended', ...nameOf(pod), container, code: exitCode, reason, restarts })
  }

  return {
    read(t, { type, object }) {
      const pod = meet(t, object)
      if (pod.gone !== undefined) return
      const statuses = object.status?.containerStatuses ?? []
      pod.waiting = statuses.flatMap(tellWaiting)
      tellTerminating(t, pod, object)
      for (const status of statuses) tellEnds(t, pod, status)
      tellReady(t, pod, object)
      if (type !== 'DELETED') return
      pod.gone = t
      told({ t, kind: 'pod-gone', ...nameOf(pod) })
    },
    pods: () => [...pods.values()],
    find: (uid) => pods.get(uid),
  }
}

function nameOf({ name, uid }: PodState): { pod: string; uid: string } {
  return { pod: name, uid }
}

function tellWaiting({ name = '', state }: ContainerStatus): string[] {
  const { reason } = state?.waiting ?? {}
  return reason === undefined || reason === 'ContainerCreating' || reason === 'PodInitializing'
    ? []
    : [`${name}: ${reason}`]
}
