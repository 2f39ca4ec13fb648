import type { WorkloadFacts } from '../model/cluster-event.ts'
import type { RunEvent } from '../model/event.ts'
import type { RolloutState } from '../model/workload.ts'
import type { ControllerRevision, ReplicaSet, WatchEvent, Workload } from './objects.ts'
import { readRollout } from './rollout.ts'

/** What the API server fills in where a manifest says nothing. */
const DEFAULT_GRACE_S = 30

/** What the specification of a workload says that its rollouts go by. */
export function readWorkloadFacts({ kind = '', metadata = {}, spec = {}, status = {} }: Workload): WorkloadFacts {
  const { type = 'RollingUpdate', rollingUpdate = {} } = spec.strategy ?? spec.updateStrategy ?? {}
  const { containers = [], terminationGracePeriodSeconds = DEFAULT_GRACE_S } = spec.template?.spec ?? {}
  const { maxUnavailable, maxSurge } = rollingUpdate
  return {
    workload: `${kind.toLowerCase()}/${metadata.name ?? ''}`,
    replicas: spec.replicas ?? status.desiredNumberScheduled ?? 1,
    strategy: type,
    ...(maxUnavailable !== undefined && { maxUnavailable: String(maxUnavailable) }),
    ...(maxSurge !== undefined && { maxSurge: String(maxSurge) }),
    graceMs: terminationGracePeriodSeconds * 1000,
    preStop: containers.some(({ lifecycle }) => lifecycle?.preStop !== undefined),
    readinessProbe: containers.some(({ readinessProbe }) => readinessProbe !== undefined),
  }
}

/** The selector of a workload as kubectl's `--selector` takes it. */
export function writeSelector({ spec }: Workload): string {
  const { matchLabels = {}, matchExpressions = [] } = spec?.selector ?? {}
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`)
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => writeExpression(key, operator, values))
  return [...labels, ...expressions].join(',')
}

function writeExpression(key: string, operator: string, values: readonly string[]): string {
  if (operator === 'Exists') return key
  if (operator === 'DoesNotExist') return `!${key}`
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`
}

export interface WorkloadReader {
  read(t: number, event: Pick<WatchEvent<Workload>, 'object'>): void
  rollout(): RolloutState
}

/** Follows the workload itself: how far its rollout is, and what its template says. */
export function followWorkload(emit: (event: RunEvent) => void): WorkloadReader {
  let state: RolloutState = { generation: 0, phase: 'under-way', detail: 'it was not seen yet' }
  let known = ''
  return {
    read(t, { object }) {
      state = readRollout(object)
      const facts = readWorkloadFacts(object)
      const text = JSON.stringify(facts)
      if (text === known) return
      known = text
      emit({ t, kind: 'workload-seen', ...facts })
    },
    rollout: () => state,
  }
}

export interface RevisionReader {
  read(t: number, event: WatchEvent<ReplicaSet & ControllerRevision>): void
}

/** Follows the ReplicaSets of a Deployment, or the ControllerRevisions of the others: one for each template that it had. */
export function followRevisions(emit: (event: RunEvent) => void, owner: string): RevisionReader {
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
      emit({ t, kind: 'revision-seen', ...facts })
    },
  }
}
