import { parentPort, workerData } from 'node:worker_threads'
import { createRecorder } from '../ledger/record.ts'
import { clockFrom } from '../model/clock.ts'
import type { HttpTraffic } from '../model/scenario.ts'
import type { FromWorker, WorkerPlan } from '../model/worker.ts'
import { watchStalls } from '../probes/stall.ts'
import { resolveTarget } from '../probes/target.ts'
import { runThread } from '../probes/thread.ts'
import { prepareLoad } from './drive.ts'

// The thread of all sustained load of a plan. What is thrown here, or in any callback, is the thread's `error` event.
if (parentPort === null)
  throw new Error('Expected to be started as a worker thread with a WorkerPlan as its workerData.')
const port = parentPort
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what traffic.ts hands over
const plan = workerData as WorkerPlan
const post = (message: FromWorker) => port.postMessage(message)

const clock = clockFrom(plan.origin)
const specs = plan.traffic.filter((spec): spec is HttpTraffic => spec.kind === 'http')
const recorder = createRecorder({ clock, traffic: specs, post: (entries) => post({ type: 'entries', entries }) })
const stalls = watchStalls(clock, (t, ms) => recorder.event({ t, kind: 'harness-stalled', thread: 'load', ms }))
const target = await resolveTarget(plan.url, plan.tls)
const wire = { target, clock, generation: plan.generation, stalls }
runThread(port, recorder, await Promise.all(specs.map((traffic) => prepareLoad({ plan, traffic, recorder, wire }))))
