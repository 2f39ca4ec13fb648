import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { Attempt } from '../../src/model/attempt.ts'
import type { Entry, TotalEntry } from '../../src/model/entry.ts'
import type { TrafficSpec } from '../../src/model/scenario.ts'
import type { FromWorker, ToWorker, WorkerPlan } from '../../src/model/worker.ts'

// Threads need compiled code: `npm test` builds first.
const THREAD = new URL('../../dist/run/threads/traffic.js', import.meta.url)
// Node 20 runs no TypeScript, so that the thread under test is the built one.
if (!existsSync(THREAD)) throw new Error(`expected ${THREAD.pathname}: build first, with npm run build`)

/** The real thread of the probes, and all that it has posted. */
export interface ProbeThread {
  messages: FromWorker[]
  post(message: ToWorker): void
  /** The exit code. */
  ended: Promise<number>
  entries(): Entry[]
  attempts(): Attempt[]
  total(traffic: string): TotalEntry
}

export function startProbeThread(url: string, traffic: TrafficSpec[]): ProbeThread {
  const plan: WorkerPlan = {
    thread: 'probes',
    origin: process.hrtime.bigint(),
    url,
    tls: { insecure: false },
    generation: { by: 'header', name: 'X-Generation' },
    traffic,
    retrying: false,
    graceMs: 20_000,
  }
  const worker = new Worker(THREAD, { workerData: plan })
  const messages: FromWorker[] = []
  worker.on('message', (message: FromWorker) => messages.push(message))
  const entries = (): Entry[] => messages.flatMap((message) => (message.type === 'entries' ? message.entries : []))
  return {
    messages,
    entries,
    post: (message) => worker.postMessage(message),
    ended: new Promise((resolve, reject) => {
      worker.once('exit', resolve)
      worker.once('error', reject)
    }),
    attempts: () => entries().flatMap((entry) => (entry.entry === 'attempt' ? [entry] : [])),
    total: (name) => {
      const [total] = entries().flatMap((entry) => (entry.entry === 'total' && entry.traffic === name ? [entry] : []))
      if (total === undefined) throw new Error(`expected a total of ${name}`)
      return total
    },
  }
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}
