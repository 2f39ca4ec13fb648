import { parentPort, workerData } from 'node:worker_threads'
import { createRecorder } from '../ledger/record.ts'
import { clockFrom } from '../model/clock.ts'
import type { FromWorker, WorkerPlan } from '../model/worker.ts'
import { createProbe } from './index.ts'
import { watchStalls } from './stall.ts'
import { resolveTarget } from './target.ts'
import { runThread } from './thread.ts'

// The thread of all probes of a plan.
if (parentPort === null)
  throw new Error('Expected to be started as a worker thread with a WorkerPlan as its workerData.')
const port = parentPort
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what traffic.ts hands over
const plan = workerData as WorkerPlan
const post = (message: FromWorker) => port.postMessage(message)

const clock = clockFrom(plan.origin)
const recorder = createRecorder({ clock, traffic: plan.traffic, post: (entries) => post({ type: 'entries', entries }) })
const stalls = watchStalls(clock, (t, ms) => recorder.event({ t, kind: 'harness-stalled', thread: 'probes', ms }))
const target = await resolveTarget(plan.url, plan.tls)
const wire = { target, clock, generation: plan.generation, stalls }
const probes = plan.traffic.map((spec) =>
  createProbe({ spec, wire, recorder, retrying: plan.retrying, graceMs: plan.graceMs }),
)
runThread(port, recorder, probes)
