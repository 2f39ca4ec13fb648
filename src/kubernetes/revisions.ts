import type { RunEvent } from '../model/event.ts'
import type { ControllerRevision, ReplicaSet, WatchEvent } from './objects.ts'

export interface RevisionReader {
  read(t: number, event: WatchEvent<ReplicaSet & ControllerRevision>): void
}

/** Follows the ReplicaSets of a Deployment, or the ControllerRevisions of the others: one for each template that it had. */
export function followRevisions(told: (event: RunEvent) => void, owner: string): RevisionReader {
  const known = new Map<string, string>()
  return {
    read(t, { type, object }) {
      const { metadata = {}, spec, revision } = object
      const { labels = {}, annotations = {}, ownerReferences = [] } = metadata
      if (type === 'DELETED' || !ownerReferences.some(({ uid }) => uid === owner)) return
      const generation = labels['pod-template-hash'] ?? labels['controller-revision-hash'] ?? metadata.name ?? ''
      const facts = {
        generation,
        revision: revision ?? Number(annotations['deployment.kubernetes.io/revision'] ?? 0),
        ...(spec?.replicas !== undefined && { replicas: spec.replicas }),
      }
      const text = JSON.stringify(facts)
      if (known.get(generation) === text) return
      known.set(generation, text)
      told({ t, kind: 'revision-seen', ...facts })
    },
  }
}
