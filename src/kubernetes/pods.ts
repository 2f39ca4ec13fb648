import type { RunEvent } from '../model/event.ts'
import { type ContainerStatus, findWaiting, type Pod, type Terminated, type WatchEvent } from './objects.ts'

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
  /** When all of its containers had ended for good: the kubelet may let go of the pod itself a minute later. */
  ended?: number
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

/** The reason of an end that the kubelet did not see (pkg/kubelet/kubelet_pods.go). */
const LOST = 'ContainerStatusUnknown'

/** Follows the pods of a workload: one event for each change of one. */
export function followPods(emit: (event: RunEvent) => void): PodReader {
  const pods = new Map<string, PodState>()
  /** Ids of containers whose end was emitted. */
  const ended = new Set<string>()

  function meet(t: number, { metadata }: Pod): PodState {
    const { name = '', uid = name, labels = {} } = metadata ?? {}
    const known = pods.get(uid)
    if (known !== undefined) return known
    const generation = labels['pod-template-hash'] ?? labels['controller-revision-hash'] ?? ''
    const pod = { name, uid, generation, created: t, ready: false, terminating: false, waiting: [] }
    pods.set(uid, pod)
    emit({ t, kind: 'pod-created', pod: name, uid, generation })
    return pod
  }

  function emitReady(t: number, pod: PodState, { status }: Pod): void {
    const ready = status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false
    if (ready === pod.ready) return
    pod.ready = ready
    if (ready) pod.firstReady ??= t
    emit({ t, kind: ready ? 'pod-ready' : 'pod-unready', ...nameOf(pod) })
  }

  function emitTerminating(t: number, pod: PodState, { metadata = {} }: Pod): void {
    if (metadata.deletionTimestamp === undefined || pod.terminating) return
    pod.terminating = true
    emit({ t, kind: 'pod-terminating', ...nameOf(pod), graceMs: (metadata.deletionGracePeriodSeconds ?? 0) * 1000 })
  }

  function emitEnds(
    t: number,
    pod: PodState,
    { name = '', restartCount = 0, state, lastState }: ContainerStatus,
  ): void {
    // The end before the last one is in `lastState` alone, once the container was started again.
    const before = lastState?.terminated
    if (before !== undefined) emitEnd(t, pod, name, before, Math.max(0, restartCount - 1))
    if (state?.terminated !== undefined) emitEnd(t, pod, name, state.terminated, restartCount)
  }

  function emitEnd(t: number, pod: PodState, container: string, end: Terminated, restarts: number): void {
    const { exitCode = 0, reason = '', containerID = '' } = end
    const key = `${pod.uid} ${container} ${containerID}`
    if (ended.has(key)) return
    ended.add(key)
    // The kubelet makes up a code where it has lost the container: `The container could not be located when the pod was deleted`.
    const code = reason === LOST ? {} : { code: exitCode }
    emit({ t, kind: 'container-ended', ...nameOf(pod), container, ...code, reason, restarts })
  }

  return {
    read(t, { type, object }) {
      const pod = meet(t, object)
      if (pod.gone !== undefined) return
      const statuses = object.status?.containerStatuses ?? []
      pod.waiting = statuses.flatMap(describeWaiting)
      emitTerminating(t, pod, object)
      for (const status of statuses) emitEnds(t, pod, status)
      emitReady(t, pod, object)
      const isDeleted = type === 'DELETED'
      if (isDeleted || (pod.terminating && haveEnded(statuses))) pod.ended ??= t
      if (!isDeleted) return
      pod.gone = t
      emit({ t, kind: 'pod-gone', ...nameOf(pod) })
    },
    pods: () => [...pods.values()],
    find: (uid) => pods.get(uid),
  }
}

function nameOf({ name, uid }: PodState): { pod: string; uid: string } {
  return { pod: name, uid }
}

/** Of a pod that terminates no container is started again. */
function haveEnded(statuses: readonly ContainerStatus[]): boolean {
  return statuses.length > 0 && statuses.every(hasEnded)
}

function hasEnded({ state, lastState }: ContainerStatus): boolean {
  return state?.running === undefined && (state?.terminated ?? lastState?.terminated) !== undefined
}

function describeWaiting(status: ContainerStatus): string[] {
  const waiting = findWaiting(status)
  return waiting === undefined ? [] : [`${status.name ?? ''}: ${waiting.reason}`]
}
