/** The fields that are read of what the API server answers. All may be absent: it leaves out what is empty. */

export interface Metadata {
  name?: string
  uid?: string
  generation?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  ownerReferences?: { kind?: string; name?: string; uid?: string; controller?: boolean }[]
}

/** One line of `kubectl get --watch --output-watch-events -o json`. */
export interface WatchEvent<Kind> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  object: Kind
}

export interface Condition {
  type?: string
  status?: string
  reason?: string
  message?: string
}

export interface Terminated {
  exitCode?: number
  reason?: string
  containerID?: string
}

export interface WaitingState {
  reason?: string
  message?: string
}

export interface ContainerStatus {
  name?: string
  restartCount?: number
  state?: { terminated?: Terminated; waiting?: WaitingState; running?: object }
  lastState?: { terminated?: Terminated }
}

export interface Pod {
  metadata?: Metadata
  status?: { conditions?: Condition[]; containerStatuses?: ContainerStatus[]; phase?: string; reason?: string }
}

/** `discovery.k8s.io/v1beta1` (until 1.24) and `v1` (from 1.21) alike. */
export interface EndpointSlice {
  metadata?: Metadata
  endpoints?: { conditions?: { ready?: boolean }; targetRef?: { kind?: string; name?: string; uid?: string } }[] | null
}

export interface ReplicaSet {
  metadata?: Metadata
  spec?: { replicas?: number }
}

export interface ControllerRevision {
  metadata?: Metadata
  revision?: number
}

/** `v1` Event. */
export interface ClusterEvent {
  type?: string
  reason?: string
  message?: string
  involvedObject?: { kind?: string; name?: string; uid?: string }
}

interface Container {
  readinessProbe?: object
  lifecycle?: { preStop?: object }
}

interface RollingUpdate {
  maxUnavailable?: number | string
  maxSurge?: number | string
  partition?: number
}

/** Deployment, StatefulSet or DaemonSet of `apps/v1`. */
export interface Workload {
  kind?: string
  metadata?: Metadata
  spec?: {
    replicas?: number
    selector?: {
      matchLabels?: Record<string, string>
      matchExpressions?: { key: string; operator: string; values?: string[] }[]
    }
    /** Of a Deployment. */
    strategy?: { type?: string; rollingUpdate?: RollingUpdate }
    /** Of the others. */
    updateStrategy?: { type?: string; rollingUpdate?: RollingUpdate }
    template?: { spec?: { terminationGracePeriodSeconds?: number; containers?: Container[] } }
  }
  status?: {
    observedGeneration?: number
    conditions?: Condition[]
    replicas?: number
    updatedReplicas?: number
    availableReplicas?: number
    readyReplicas?: number
    currentRevision?: string
    updateRevision?: string
    desiredNumberScheduled?: number
    updatedNumberScheduled?: number
    numberAvailable?: number
  }
}

/** Reasons to wait that go by themselves. */
const PASSING = new Set(['ContainerCreating', 'PodInitializing'])

/** Why a container waits, where that will not pass by itself. */
export function findWaiting({ state }: ContainerStatus): WaitingState | undefined {
  const { waiting } = state ?? {}
  return waiting?.reason === undefined || PASSING.has(waiting.reason) ? undefined : waiting
}
