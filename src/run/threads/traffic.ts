import { parentPort, workerData } from 'node:worker_threads'
import { createRecorder } from '../../ledger/record.ts'
import { readEphemeralPorts } from '../../linux/ports.ts'
import { clockFrom } from '../../model/clock.ts'
import { retries, type WorkerPlan } from '../../model/worker.ts'
import { resolveEndpoint } from '../../net/endpoint.ts'
import { sourcesForLongLived } from '../../net/sources.ts'
import { watchStalls } from '../../net/stall.ts'
import { createProbe } from '../../traffic/index.ts'
import { watchLoad } from '../../traffic/thread/load-watch.ts'
import { runThread } from '../../traffic/thread/run-thread.ts'

// A traffic thread, which sends its share of a plan until it is stopped. What is thrown here, or in any callback, is its `error` event.
if (parentPort === null)
  throw new Error('Expected to be started as a worker thread with a WorkerPlan as its workerData.')
const port = parentPort
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what run/traffic.ts hands over
const plan = workerData as WorkerPlan
const { thread, generation, graceMs } = plan
const clock = clockFrom(plan.origin)
const recorder = createRecorder({
  clock,
  traffic: plan.traffic,
  post: (entries) => port.postMessage({ type: 'entries', entries }),
})
const stalls = watchStalls(clock, (t, ms) => recorder.event({ t, kind: 'harness-stalled', thread, ms }))
const endpoint = await resolveEndpoint(plan.url, plan.tls)
const sources = sourcesForLongLived(endpoint.address, countConnections(plan), readEphemeralPorts())
const context = { endpoint, clock, generation, stalls, sources, recorder, graceMs }
const drivers = await Promise.all(
  plan.traffic.map((spec) => createProbe({ ...context, spec, retrying: retries(spec, plan) })),
)
const sample = watchLoad({ thread, clock, stalls, takeSchedules: recorder.takeSchedules })
runThread({ port, clock, recorder, drivers, sample })

/** How many connections the thread's traffic has open at a time. */
function countConnections({ traffic }: WorkerPlan): number {
  return traffic.reduce((sum, spec) => sum + (spec.connections ?? 0), 0)
}
