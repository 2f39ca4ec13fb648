import { parentPort, workerData } from 'node:worker_threads'
import { createRecorder } from '../../ledger/record.ts'
import { readEphemeralPorts } from '../../linux/ports.ts'
import { clockFrom } from '../../model/clock.ts'
import type { Recorder } from '../../model/recorder.ts'
import type { WorkerPlan } from '../../model/worker.ts'
import type { ClientContext } from '../../net/client-context.ts'
import { resolveEndpoint } from '../../net/endpoint.ts'
import { sourcesForLongLived } from '../../net/sources.ts'
import { watchStalls } from '../../net/stall.ts'
import { watchLoad } from '../../traffic/thread/load-watch.ts'
import { type Driver, runThread } from '../../traffic/thread/run-thread.ts'

/** What the drivers of a traffic thread are made from. */
export interface ThreadContext {
  plan: WorkerPlan
  recorder: Recorder
  context: ClientContext
}

/**
 * The life of the worker thread that this is called in: makes the drivers of its plan and runs them until it is stopped. What is
 * thrown here, or in any callback, is the thread's `error` event.
 *
 * @param thread its name, for its own troubles
 */
export async function serveThread(
  thread: string,
  makeDrivers: (context: ThreadContext) => Driver[] | Promise<Driver[]>,
): Promise<void> {
  if (parentPort === null)
    throw new Error('Expected to be started as a worker thread with a WorkerPlan as its workerData.')
  const port = parentPort
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what run/traffic.ts hands over
  const plan = workerData as WorkerPlan
  const clock = clockFrom(plan.origin)
  const recorder = createRecorder({
    clock,
    traffic: plan.traffic,
    post: (entries) => port.postMessage({ type: 'entries', entries }),
  })
  const stalls = watchStalls(clock, (t, ms) => recorder.event({ t, kind: 'harness-stalled', thread, ms }))
  const endpoint = await resolveEndpoint(plan.url, plan.tls)
  const sources = sourcesForLongLived(endpoint.address, countHeld(plan), readEphemeralPorts())
  const context = { endpoint, clock, generation: plan.generation, stalls, sources }
  const drivers = await makeDrivers({ plan, recorder, context })
  const sample = watchLoad({ thread, clock, stalls, takeSchedules: recorder.takeSchedules })
  runThread({ port, clock, recorder, drivers, sample })
}

/** How many connections the thread's traffic has open at a time. */
function countHeld({ traffic }: WorkerPlan): number {
  return traffic.reduce((sum, spec) => sum + (spec.connections ?? 0), 0)
}
