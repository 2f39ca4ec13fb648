import type { RunEvent } from '../model/event.ts'
import type { ClusterEvent, WatchEvent } from './objects.ts'

/** What is followed beside warnings: the kubelet ends a container, which may be for a failed liveness probe. */
const NORMAL_EVENTS = new Set(['Killing'])
const MESSAGE_CHARS = 300
/** So much of a message tells its kind: `Readiness probe failed:` and not which error it failed with. */
const KIND_CHARS = 23
/** What comes again sooner than this is a repetition. */
const AGAIN_MS = 10_000

export interface WarningReader {
  read(t: number, event: WatchEvent<ClusterEvent>): void
  /** The last warning of a pod, as a clause: `Unhealthy: Readiness probe failed: …`. */
  last(uid: string): string | undefined
}

/** Follows what the cluster says of pods of the workload; what it repeats becomes an event now and then. */
export function followWarnings(emit: (event: RunEvent) => void, isOurs: (uid: string) => boolean): WarningReader {
  const last = new Map<string, string>()
  const emittedAt = new Map<string, number>()
  return {
    read(t, { type, object }) {
      const { kind, name = '', uid = '' } = object.involvedObject ?? {}
      const { reason = '', message = '' } = object
      const isWarning = object.type === 'Warning'
      if (type === 'DELETED' || kind !== 'Pod' || !isOurs(uid) || !(isWarning || NORMAL_EVENTS.has(reason))) return
      const text = message.trim().replaceAll(/\s+/g, ' ').slice(0, MESSAGE_CHARS)
      if (isWarning) last.set(uid, `${reason}: ${text}`)
      const key = `${uid} ${reason} ${text.slice(0, KIND_CHARS)}`
      if (t - (emittedAt.get(key) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return
      emittedAt.set(key, t)
      emit({ t, kind: 'pod-warned', pod: name, uid, reason, message: text })
    },
    last: (uid) => last.get(uid),
  }
}
