import type { RunEvent } from '../model/event.ts'
import type { ClusterEvent, WatchEvent } from './objects.ts'

/** Of what is no warning the kubelet's word that it ends a container, which may be for a failed liveness probe. */
const TOLD = new Set(['Killing'])
const MESSAGE_CHARS = 300
/** By so much of a message its kind is told: `Readiness probe failed:` and not which error it failed with. */
const KIND_CHARS = 23
/** What is said again sooner than this is the same story. */
const AGAIN_MS = 10_000

export interface WarningReader {
  read(t: number, event: WatchEvent<ClusterEvent>): void
  /** The last warning of a pod, as a clause: `Unhealthy: Readiness probe failed: …`. */
  last(uid: string): string | undefined
}

/** Follows what the cluster has to say of pods of the workload; what it goes on saying is told now and then. */
export function followWarnings(told: (event: RunEvent) => void, isOurs: (uid: string) => boolean): WarningReader {
  const last = new Map<string, string>()
  const toldAt = new Map<string, number>()
  return {
    read(t, { type, object }) {
      const { kind, name = '', uid = '' } = object.involvedObject ?? {}
      const { reason = '', message = '' } = object
      const isWarning = object.type === 'Warning'
      if (type === 'DELETED' || kind !== 'Pod' || !isOurs(uid) || !(isWarning || TOLD.has(reason))) return
      const text = message.trim().replaceAll(/\s+/g, ' ').slice(0, MESSAGE_CHARS)
      if (isWarning) last.set(uid, `${reason}: ${text}`)
      const key = `${uid} ${reason} ${text.slice(0, KIND_CHARS)}`
      if (t - (toldAt.get(key) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return
      toldAt.set(key, t)
      told({ t, kind: 'pod-warned', pod: name, uid, reason, message: text })
    },
    last: (uid) => last.get(uid),
  }
}
