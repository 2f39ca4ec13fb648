import type { HttpTraffic } from '../../traffic/kinds/http/options.ts'
import { prepareLoad } from '../../traffic/kinds/http/run-load.ts'
import { serveThread } from './serve.ts'

// The thread of all sustained load of a plan.
await serveThread('load', ({ plan, recorder, context }) =>
  Promise.all(
    plan.traffic
      .filter((spec): spec is HttpTraffic => spec.kind === 'http')
      .map((traffic) => prepareLoad({ ...context, plan, traffic, recorder })),
  ),
)
