import { parentPort, workerData } from 'node:worker_threads'
import { createRecorder, type ThreadRecorder } from '../ledger/record.ts'
import { clockFrom } from '../model/clock.ts'
import { BUCKET_MS } from '../model/entry.ts'
import type { HttpTraffic } from '../model/scenario.ts'
import type { FromWorker, ToWorker, WorkerPlan } from '../model/worker.ts'
import { watchStalls } from '../probes/stall.ts'
import { resolveTarget } from '../probes/target.ts'
import type { Wire } from '../probes/wire.ts'
import { type Load, prepareLoad } from './drive.ts'

const THREAD = 'load'

/** The thread's life: prepare, say so, send from `start` to `stop`, hand over what is left, and end. */
async function live(plan: WorkerPlan, port: NonNullable<typeof parentPort>): Promise<void> {
  const say = (message: FromWorker) => port.postMessage(message)
  const clock = clockFrom(plan.origin)
  const specs = plan.traffic.filter((spec): spec is HttpTraffic => spec.kind === 'http')
  const recorder = createRecorder({ clock, post: (entries) => say({ type: 'entries', entries }), traffic: specs })
  const stalls = watchStalls(clock, (t, ms) => recorder.event({ t, kind: 'harness-stalled', thread: THREAD, ms }))
  const wire: Wire = { target: await resolveTarget(plan.url, plan.tls), clock, generation: plan.generation, stalls }
  const loads = await Promise.all(specs.map((traffic) => prepareLoad({ plan, traffic, recorder, wire })))
  // Twice per slot, so that no slot waits for a whole one.
  const flusher = setInterval(() => recorder.flush(), BUCKET_MS / 2)
  const stopped = obey(port, recorder, loads)
  say({ type: 'ready' })
  await stopped
  clearInterval(flusher)
  stalls.close()
  recorder.close()
  say({ type: 'done' })
  port.close()
}

/** Resolves when the traffic has been stopped and every attempt has its outcome. */
function obey(
  port: NonNullable<typeof parentPort>,
  recorder: ThreadRecorder,
  loads: readonly Load[],
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    port.on('message', (message: ToWorker) => {
      if (message.type === 'start') {
        recorder.measureFrom(message.measureFrom)
        for (const load of loads) load.start(message.at)
      }
      if (message.type === 'stop') Promise.all(loads.map((load) => load.stop())).then(resolve, reject)
    })
  })
}

if (parentPort === null) throw new Error('expected to run as a worker thread with a WorkerPlan as its workerData')
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the interface of this thread, see model/worker.ts
await live(workerData as WorkerPlan, parentPort)
