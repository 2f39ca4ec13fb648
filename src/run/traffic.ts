import { Worker } from 'node:worker_threads'
import type { Entry } from '../model/entry.ts'
import type { FromWorker, ToWorker, WorkerPlan } from '../model/worker.ts'
import { builtProgram } from '../package-files.ts'
import { traitsOf } from '../traffic/index.ts'

/** The threads that send the traffic of a run. */
export interface Traffic {
  /** Sends from `at` on; attempts due before `measureFrom` are of the warm-up. Both on the run's clock. */
  begin(at: number, measureFrom: number): void
  /** Tells every thread, for the traffic that behaves differently around a restart. */
  announceRestart(message: Extract<ToWorker, { type: 'restart' }>): void
  /**
   * No new attempts; resolves when every attempt has its outcome and the threads have ended: after the grace period, or soon after
   * `hurry` fires.
   */
  stop(hurry: AbortSignal): Promise<void>
  /** Rejects when a thread crashes; never resolves. */
  failed: Promise<never>
}

/**
 * Starts the threads and waits until all of them can send.
 *
 * @throws what a thread throws before it is ready.
 */
export async function startTraffic(
  plan: Omit<WorkerPlan, 'thread'>,
  record: (entries: Entry[]) => void,
): Promise<Traffic> {
  const threads = (['load', 'probes'] as const)
    .map((thread) => ({ thread, traffic: plan.traffic.filter(({ kind }) => traitsOf(kind).thread === thread) }))
    .filter(({ traffic }) => traffic.length > 0)
    .map((share) => startThread({ ...plan, ...share }, record))
  const failed = Promise.race([new Promise<never>(() => {}), ...threads.map((thread) => thread.failed)])
  failed.catch(() => {})
  await Promise.race([Promise.all(threads.map((thread) => thread.ready)), failed])
  const post = (message: ToWorker) => {
    for (const thread of threads) thread.post(message)
  }
  return {
    begin: (at, measureFrom) => post({ type: 'start', at, measureFrom }),
    announceRestart: post,
    async stop(hurry) {
      post({ type: 'stop', hurried: hurry.aborted })
      const hurryUp = () => post({ type: 'stop', hurried: true })
      hurry.addEventListener('abort', hurryUp)
      await Promise.all(threads.map((thread) => thread.ended))
      hurry.removeEventListener('abort', hurryUp)
    },
    failed,
  }
}

function startThread(plan: WorkerPlan, record: (entries: Entry[]) => void) {
  const worker = new Worker(builtProgram('run/threads/traffic.js'), { workerData: plan })
  const ready = new Promise<void>((resolve) => {
    worker.on('message', (message: FromWorker) => message.type === 'ready' && resolve())
  })
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const failed = new Promise<never>((_, reject) => {
    worker.once('error', (cause) => reject(new Error(`the ${plan.thread} thread crashed: ${cause.message}`, { cause })))
  })
  failed.catch(() => {})
  worker.on('message', (message: FromWorker) => {
    if (message.type === 'entries') record(message.entries)
  })
  return { ready, ended, failed, post: (message: ToWorker) => worker.postMessage(message) }
}
