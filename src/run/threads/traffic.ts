import { parentPort, workerData } from 'node:worker_threads'
import { createRecorder } from '../../ledger/record.ts'
import { readEphemeralPorts } from '../../linux/ports.ts'
import { raiseThreadPriority } from '../../linux/priority.ts'
import { clockFrom } from '../../model/clock.ts'
import type { TrafficSpec } from '../../model/scenario.ts'
import { retries, type WorkerPlan } from '../../model/worker.ts'
import { resolveEndpoint } from '../../net/endpoint.ts'
import { sourcesForLongLived } from '../../net/sources.ts'
import { watchStalls } from '../../net/stall.ts'
import { createProbe } from '../../traffic/index.ts'
import { watchExposure } from '../../traffic/thread/exposure.ts'
import { watchLoad } from '../../traffic/thread/load-watch.ts'
import { type Driver, runThread } from '../../traffic/thread/run-thread.ts'

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
// What is sent late measures the machine, and not the target: see docs/explain/decisions.md.
raiseThreadPriority()
const stalls = watchStalls(clock, (t, ms) => recorder.event({ t, kind: 'harness-stalled', thread, ms }))
const endpoint = await resolveEndpoint(plan.url, plan.tls)
const sources = sourcesForLongLived(endpoint.address, countConnections(plan), readEphemeralPorts())
const context = { endpoint, clock, generation, stalls, sources, recorder, graceMs }
const drivers = await Promise.all(plan.traffic.map(createDriver))
const sample = watchLoad({ thread, clock, stalls, takeSchedules: recorder.takeSchedules })
runThread({ port, clock, recorder, drivers, sample })

/** Sends one traffic, and knows what of it was in flight at a restart. */
async function createDriver(spec: TrafficSpec): Promise<Driver> {
  const exposure = watchExposure(recorder, clock)
  const retrying = retries(spec, plan)
  const probe = await createProbe({ ...context, spec, retrying, recorder: exposure.recorder, exposure })
  return {
    ...probe,
    restart(phase) {
      exposure.onRestart()
      probe.restart?.(phase)
    },
  }
}

/** How many connections the thread's traffic has open at a time. */
function countConnections({ traffic }: WorkerPlan): number {
  return traffic.reduce((sum, spec) => sum + (spec.connections ?? 0), 0)
}
