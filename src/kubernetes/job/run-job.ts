import { setTimeout as sleep } from 'node:timers/promises'
import { onAbort } from '../../model/abort.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { limitTime } from '../../model/time-limit.ts'
import type { Kubectl } from '../kubectl.ts'
import { followJournal } from './journal.ts'
import { labelOf, RESOURCE_KINDS } from './manifest.ts'
import { type JobPod, watchJobPod } from './pod.ts'
import { RUNNER } from './pod-spec.ts'

/** How long a pod may be kept from starting: an image may need a second try, a node may be on its way. */
const START_WITHIN_MS = 120_000
/** How long after the end of hitless the last lines of its journal may take. */
const LAST_LINES_MS = 3_000
/** How long hitless may take to write its own reports, once its journal is complete. */
const LAST_WORK_MS = 30_000
/** How long one call about the end of the run may take. */
const CALL_MS = 10_000

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
  kubectl: Pick<Kubectl, 'run' | 'stream'>
  /** Name of everything that is created. */
  name: string
  /** Path of the manifest. */
  manifest: string
  /** Called with each line of the journal. */
  onLine: (line: string) => void
  /** Called with what keeps the pod from starting, each time that it is something else. */
  onObstacle: (obstacle: string) => void
  /** Resolves with the journal's last line. */
  complete: Promise<void>
  /** Ends the run early, and in order. */
  interrupt: AbortSignal
}

/** How hitless ended in its pod. */
export interface JobEnd {
  exitCode: number
  /** What it printed. */
  output: string
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
  return ['delete', RESOURCE_KINDS, '--selector', labelOf(name), '--wait=false', '--ignore-not-found']
}

async function followJob(options: JobOptions): Promise<JobEnd> {
  const { kubectl, name, onObstacle, interrupt } = options
  const pod = watchJobPod(kubectl, labelOf(name), onObstacle)
  try {
    return await followRunner(await waitForStart(pod, interrupt), pod, options)
  } finally {
    pod.close()
  }
}

/** The name of the pod, once hitless has begun in it. */
async function waitForStart(pod: JobPod, interrupt: AbortSignal): Promise<string> {
  const { signal, close } = limitTime(interrupt, START_WITHIN_MS)
  const early = new Promise<undefined>((resolve) => void onAbort(signal, () => resolve(undefined)))
  const name = await Promise.race([pod.until((state) => (state.started ? state.name : undefined)), early])
  close()
  interrupt.throwIfAborted()
  if (name !== undefined) return name
  const found = pod.last()?.obstacle ?? (pod.last() === undefined ? 'there is no pod' : 'it is still being started')
  throw new JobError(
    `Expected the Job's pod to start within ${START_WITHIN_MS / 1000} s, but found: ${found}. ` +
      'The nodes must have, or be able to pull, the image that --in-cluster names.',
    EXIT.target,
  )
}

async function followRunner(name: string, pod: JobPod, options: JobOptions): Promise<JobEnd> {
  const { kubectl, onLine, complete, interrupt } = options
  const journal = followJournal(kubectl, name, onLine)
  const takeBack = onAbort(interrupt, () => void stopRunner(kubectl, name))
  try {
    const exitCode = await waitForEnd(pod, complete)
    return { exitCode, output: await readOutput(kubectl, name) }
  } finally {
    takeBack()
    journal.close()
  }
}

/** Waits until both have come to their end, the journal and hitless; where only one does, not for ever for the other. */
async function waitForEnd(pod: JobPod, complete: Promise<void>): Promise<number> {
  const end = pod.until((state) => state.exitCode)
  await Promise.race([complete.then(() => sleep(LAST_WORK_MS)), end.then(() => undefined)])
  await Promise.race([complete, sleep(LAST_LINES_MS)])
  return pod.last()?.exitCode ?? EXIT.inconclusive
}

/** As Ctrl-C does. Process 1 of the container is hitless; the image need not have `kill`, but it has node. */
async function stopRunner(kubectl: JobOptions['kubectl'], pod: string): Promise<void> {
  const command = ['node', '-e', "process.kill(1, 'SIGTERM')"]
  // Where it has ended meanwhile there is nothing to stop.
  await kubectl
    .run(['exec', pod, '--container', RUNNER, '--', ...command], AbortSignal.timeout(CALL_MS))
    .catch(() => {})
}

async function readOutput(kubectl: JobOptions['kubectl'], pod: string): Promise<string> {
  return kubectl.run(['logs', pod, '--container', RUNNER], AbortSignal.timeout(CALL_MS)).catch(() => '')
}
