import { prepareLoad } from '../../traffic/kinds/http/run-load.ts'
import { serveThread } from './serve.ts'

// The thread of all sustained load of a plan.
await serveThread('load', ({ plan, recorder, wire }) =>
  Promise.all(
    plan.traffic
      .filter((spec) => spec.kind === 'http')
      .map((traffic) => prepareLoad({ plan, traffic, recorder, wire })),
  ),
)
