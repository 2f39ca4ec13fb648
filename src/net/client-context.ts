import type { Clock } from '../model/clock.ts'
import type { GenerationSpec } from '../model/scenario.ts'
import type { Endpoint } from './endpoint.ts'
import type { Sources } from './sources.ts'
import type { StallWatch } from './stall.ts'

/** What all exchanges of a thread have in common. */
export interface ClientContext {
  endpoint: Endpoint
  clock: Clock
  generation: GenerationSpec
  stalls: Pick<StallWatch, 'stalledSince'>
  sources: Sources
}
