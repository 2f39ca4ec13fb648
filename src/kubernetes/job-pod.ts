import { RUN } from './job-manifest.ts'

/** How the pod of a run is doing. */
export interface PodState {
  name: string
  /** What keeps it from starting, in words of the cluster; absent where it just takes its time. */
  obstacle?: string
  /** hitless runs, or has run, in it. */
  started: boolean
  /** The exit code of hitless, once it has ended; 137 (SIGKILL) also where it went with its pod. */
  exitCode?: number
}

interface ContainerStatus {
  name?: string
  state?: {
    waiting?: { reason?: string; message?: string }
    running?: object
    terminated?: { exitCode?: number }
  }
}

/** What is read of a pod; see the API reference of v1 Pod. */
interface Pod {
  metadata?: { name?: string }
  status?: {
    phase?: string
    reason?: string
    message?: string
    conditions?: { type?: string; status?: string; reason?: string; message?: string }[]
    containerStatuses?: ContainerStatus[]
  }
}

const KILLED = 137
/** Reasons to wait that go by themselves. */
const PATIENCE = new Set(['ContainerCreating', 'PodInitializing'])

/** Reads one line of `kubectl get pods --watch --output-watch-events -o json`. */
export function readPod(line: string): PodState {
  const { type, object = {} }: { type?: string; object?: Pod } = JSON.parse(line)
  const { metadata: { name = '' } = {}, status = {} } = object
  const { waiting, running, terminated } = (status.containerStatuses ?? []).find((one) => one.name === RUN)?.state ?? {}
  const gone = type === 'DELETED' || status.phase === 'Failed' ? KILLED : undefined
  const exitCode = terminated?.exitCode ?? gone
  const obstacle = describeWaiting(waiting) ?? describeUnscheduled(status) ?? status.reason
  return {
    name,
    started: running !== undefined || terminated !== undefined,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(obstacle === undefined ? {} : { obstacle }),
  }
}

function describeWaiting(waiting: { reason?: string; message?: string } | undefined): string | undefined {
  if (waiting === undefined || waiting.reason === undefined || PATIENCE.has(waiting.reason)) return undefined
  return describe(waiting)
}

function describeUnscheduled({ conditions = [] }: NonNullable<Pod['status']>): string | undefined {
  const scheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False')
  return scheduled && describe(scheduled)
}

function describe({ reason = '', message = '' }: { reason?: string; message?: string }): string {
  return message === '' ? reason : `${reason}: ${message}`
}
