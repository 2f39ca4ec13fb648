import type { RolloutState } from '../model/workload.ts'
import type { Workload } from './objects.ts'

/** How far the last rollout of a workload is, by the rules of `kubectl rollout status` (kubectl/pkg/polymorphichelpers/rollout_status.go). */
export function readRollout(workload: Workload): RolloutState {
  const { metadata = {}, status = {} } = workload
  const generation = metadata.generation ?? 0
  if ((status.observedGeneration ?? 0) < generation) {
    return { generation, phase: 'under-way', detail: 'its controller has not seen the change yet' }
  }
  const stuck = findStuck(workload)
  if (stuck !== undefined) return { generation, phase: 'stuck', detail: stuck }
  const missing = findMissing(workload)
  return missing === undefined
    ? { generation, phase: 'complete', detail: 'all pods are new and available' }
    : { generation, phase: 'under-way', detail: missing }
}

/** Deployments alone have a deadline: `spec.progressDeadlineSeconds`. */
function findStuck({ status }: Workload): string | undefined {
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing')
  if (progressing?.reason !== 'ProgressDeadlineExceeded') return undefined
  return `its progress deadline has passed (${progressing.message ?? progressing.reason})`
}

function findMissing(workload: Workload): string | undefined {
  if (workload.kind === 'DaemonSet') return findMissingNodes(workload)
  return workload.kind === 'StatefulSet' ? findMissingSet(workload) : findMissingReplicas(workload)
}

function findMissingReplicas({ spec, status = {} }: Workload): string | undefined {
  const { replicas: wanted = 1 } = spec ?? {}
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status
  if (updatedReplicas < wanted) return `${updatedReplicas} of ${wanted} pods are new`
  if (replicas > updatedReplicas) return `${replicas - updatedReplicas} old pods have not terminated yet`
  return availableReplicas < updatedReplicas
    ? `${availableReplicas} of ${updatedReplicas} new pods are available`
    : undefined
}

function findMissingNodes({ status = {} }: Workload): string | undefined {
  const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = status
  if (updatedNumberScheduled < desiredNumberScheduled) {
    return `${updatedNumberScheduled} of ${desiredNumberScheduled} pods are new`
  }
  return numberAvailable < desiredNumberScheduled
    ? `${numberAvailable} of ${desiredNumberScheduled} pods are available`
    : undefined
}

/** With a partition only the pods from that ordinal on are replaced, and `updateRevision` stays another one than `currentRevision`. */
function findMissingSet({ spec, status = {} }: Workload): string | undefined {
  const { replicas: wanted = 1, updateStrategy } = spec ?? {}
  const { readyReplicas = 0, updatedReplicas = 0, currentRevision, updateRevision } = status
  const partition = updateStrategy?.rollingUpdate?.partition ?? 0
  if (readyReplicas < wanted) return `${readyReplicas} of ${wanted} pods are ready`
  if (partition > 0) {
    return updatedReplicas < wanted - partition ? `${updatedReplicas} of ${wanted - partition} pods are new` : undefined
  }
  return updateRevision === currentRevision ? undefined : `${updatedReplicas} of ${wanted} pods are new`
}
