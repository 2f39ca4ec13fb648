import type { Kubectl } from '../kubectl.ts'
import { type ContainerStatus, findWaiting, type Pod, type WatchEvent } from '../objects.ts'
import { watchObjects } from '../watch-objects.ts'
import { RUNNER } from './pod-spec.ts'

/** How the pod of a run is doing. */
export interface JobPodState {
  name: string
  /** What keeps it from starting, in words of the cluster; absent where it just takes its time. */
  obstacle?: string
  /** hitless runs, or has run, in it. */
  started: boolean
  /** The exit code of hitless, once it has ended; 137 (SIGKILL) also where it went with its pod. */
  exitCode?: number
}

/** The pod of a run, as it is watched. */
export interface JobPod {
  /** Resolves when the test finds something in a state; at once where it does in the last one. */
  until<T>(test: (state: JobPodState) => T | undefined): Promise<T>
  last(): JobPodState | undefined
  close(): void
}

const KILLED = 137

export function watchJobPod(
  kubectl: Pick<Kubectl, 'stream'>,
  selector: string,
  onObstacle: (obstacle: string) => void,
): JobPod {
  let last: JobPodState | undefined
  const waiting = new Set<(state: JobPodState) => void>()
  const watch = watchObjects<Pod>(kubectl, ['pods', '--selector', selector, '--watch'], (event) => {
    const known = last?.obstacle
    last = readJobPod(event)
    if (last.obstacle !== undefined && last.obstacle !== known) onObstacle(last.obstacle)
    for (const look of waiting) look(last)
  })
  return {
    last: () => last,
    close: watch.close,
    until: (test) =>
      new Promise((resolve) => {
        const look = (state: JobPodState) => {
          const found = test(state)
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        if (last !== undefined) look(last)
      }),
  }
}

export function readJobPod({ type, object }: WatchEvent<Pod>): JobPodState {
  const { metadata: { name = '' } = {}, status = {} } = object
  const runner = (status.containerStatuses ?? []).find((one) => one.name === RUNNER)
  const { running, terminated } = runner?.state ?? {}
  const gone = type === 'DELETED' || status.phase === 'Failed' ? KILLED : undefined
  const exitCode = terminated?.exitCode ?? gone
  const obstacle = findObstacle(status, runner)
  return {
    name,
    started: running !== undefined || terminated !== undefined,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(obstacle === undefined ? {} : { obstacle }),
  }
}

function findObstacle(status: NonNullable<Pod['status']>, runner: ContainerStatus | undefined): string | undefined {
  const waiting = runner && findWaiting(runner)
  const unscheduled = status.conditions?.find((one) => one.type === 'PodScheduled' && one.status === 'False')
  const obstacle = waiting ?? unscheduled
  return obstacle === undefined ? status.reason : describe(obstacle)
}

function describe({ reason = '', message = '' }: { reason?: string; message?: string }): string {
  return message === '' ? reason : `${reason}: ${message}`
}
