import { setTimeout as sleep } from 'node:timers/promises'
import { EXIT } from '../model/exit-codes.ts'
import { followJournal } from './job-journal.ts'
import type { Kubectl } from './job-kubectl.ts'
import { KINDS, labelOf, RUN } from './job-manifest.ts'
import { type PodState, readPod } from './job-pod.ts'

/** How long a pod may be kept from starting: an image may need a second try, a node may be on its way. */
const START_WITHIN_MS = 120_000
/** How long after the end of hitless the last lines of its journal may take. */
const LAST_LINES_MS = 3_000
/** How long hitless may take to write its own reports, once its journal is complete. */
const LAST_WORK_MS = 30_000

/** The Job did not come to a verdict. */
export class JobError extends Error {
  override readonly name = 'JobError'
  readonly exitCode: number

  constructor(message: string, exitCode: number) {
    super(message)
    this.exitCode = exitCode
  }
}

export interface JobOptions {
  kubectl: Kubectl
  /** Name of everything that is created. */
  name: string
  /** Path of the manifest. */
  manifest: string
  /** Told of each line of the journal. */
  onLine: (line: string) => void
  /** Told of what keeps the pod from starting, each time that it is something else. */
  onObstacle: (obstacle: string) => void
  /** Resolves with the journal's last line. */
  complete: Promise<void>
  /** Ends the run early, and in order. */
  interrupt: AbortSignal
}

/** How hitless ended in its pod. */
export interface JobEnd {
  exitCode: number
  /** What it said. */
  said: string
}

/**
 * Creates the Job and all that it needs, follows it to its end, and deletes everything again, whatever happens.
 *
 * @throws JobError where the pod cannot be started; undefined where it was interrupted before it had
 */
export async function runJob(options: JobOptions): Promise<JobEnd | undefined> {
  const { kubectl, name, manifest, interrupt } = options
  try {
    await kubectl.run(['create', '--filename', manifest], interrupt)
    return await followJob(options)
  } catch (error) {
    if (!interrupt.aborted) throw error
    return undefined
  } finally {
    await kubectl.run(deletionOf(name), new AbortController().signal)
  }
}

/** The words for kubectl that delete everything of a run. */
export function deletionOf(name: string): string[] {
  return ['delete', KINDS, '--selector', labelOf(name), '--wait=false', '--ignore-not-found']
}

async function followJob({ kubectl, name, onLine, onObstacle, complete, interrupt }: JobOptions): Promise<JobEnd> {
  const pods = watchPods(kubectl, name, onObstacle)
  try {
    const pod = await waitForStart(pods, interrupt)
    const journal = followJournal(kubectl, pod, onLine)
    const stop = () => void tellToStop(kubectl, pod)
    interrupt.addEventListener('abort', stop, { once: true })
    if (interrupt.aborted) stop()
    try {
      const exitCode = await waitForEnd(pods, complete)
      return { exitCode, said: await readLog(kubectl, pod) }
    } finally {
      interrupt.removeEventListener('abort', stop)
      journal.close()
    }
  } finally {
    pods.close()
  }
}

interface Pods {
  /** Resolves when a state does; at once where the last one did. */
  until<T>(test: (state: PodState) => T | undefined): Promise<T>
  last(): PodState | undefined
  close(): void
}

function watchPods(kubectl: Kubectl, name: string, onObstacle: (obstacle: string) => void): Pods {
  let last: PodState | undefined
  const waiting = new Set<(state: PodState) => void>()
  const onLine = (line: string) => {
    const known = last?.obstacle
    last = readPod(line)
    if (last.obstacle !== undefined && last.obstacle !== known) onObstacle(last.obstacle)
    for (const tell of waiting) tell(last)
  }
  const watch = ['get', 'pods', '--selector', labelOf(name), '--watch', '--output-watch-events', '-o', 'json']
  const stream = kubectl.stream(watch, onLine, () => {})
  return {
    last: () => last,
    close: stream.close,
    until: (test) =>
      new Promise((resolve) => {
        const tell = (state: PodState) => {
          const found = test(state)
          if (found === undefined) return
          waiting.delete(tell)
          resolve(found)
        }
        waiting.add(tell)
        if (last !== undefined) tell(last)
      }),
  }
}

/** The name of the pod, once hitless has begun in it. */
async function waitForStart(pods: Pods, interrupt: AbortSignal): Promise<string> {
  const limit = AbortSignal.timeout(START_WITHIN_MS)
  const early = aborted(AbortSignal.any([interrupt, limit]))
  const pod = await Promise.race([pods.until(({ name, started }) => (started ? name : undefined)), early])
  interrupt.throwIfAborted()
  if (pod !== undefined) return pod
  const found = pods.last()?.obstacle ?? (pods.last() === undefined ? 'there is no pod' : 'it is still being started')
  throw new JobError(
    `Expected the Job's pod to start within ${START_WITHIN_MS / 1000} s, but found: ${found}. ` +
      'The image must be one that the nodes can pull, or have: it is named with --in-cluster.',
    EXIT.target,
  )
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}

/** Waits until both have come to their end, the journal and hitless; where only one does, not for ever for the other. */
async function waitForEnd(pods: Pods, complete: Promise<void>): Promise<number> {
  const end = pods.until((state) => state.exitCode)
  await Promise.race([complete.then(() => sleep(LAST_WORK_MS)), end.then(() => undefined)])
  await Promise.race([complete, sleep(LAST_LINES_MS)])
  return pods.last()?.exitCode ?? EXIT.inconclusive
}

/** As Ctrl-C does. Process 1 of the container is hitless; the image need not have `kill`, but it has node. */
async function tellToStop(kubectl: Kubectl, pod: string): Promise<void> {
  const command = ['node', '-e', "process.kill(1, 'SIGTERM')"]
  // Where it has ended meanwhile there is nothing to stop.
  await kubectl.run(['exec', pod, '--container', RUN, '--', ...command], AbortSignal.timeout(10_000)).catch(() => {})
}

async function readLog(kubectl: Kubectl, pod: string): Promise<string> {
  return kubectl.run(['logs', pod, '--container', RUN], AbortSignal.timeout(10_000)).catch(() => '')
}
