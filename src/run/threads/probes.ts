import { retries } from '../../model/worker.ts'
import { createProbe } from '../../traffic/index.ts'
import { serveThread } from './serve.ts'

// The thread of all probes of a plan.
await serveThread('probes', ({ plan, recorder, context }) =>
  Promise.all(
    plan.traffic.map((spec) =>
      createProbe({ ...context, spec, recorder, retrying: retries(spec, plan), graceMs: plan.graceMs }),
    ),
  ),
)
