import { scalar } from '../../grammar/scalar.ts'
import { positiveDuration } from '../../grammar/units.ts'
import type { LongLivedTraffic } from '../../model/scenario.ts'

/** What all connections that are held have. */
export const heldShape = {
  lifetime: scalar(
    positiveDuration,
    'How long after its opening a client ends its connection itself, for another client to open the next. Default: at the end of the run.',
  ).exactOptional(),
}

export function lifetimeOf({ lifetime }: { lifetime?: number }): Pick<LongLivedTraffic, 'lifetimeMs'> {
  return lifetime === undefined ? {} : { lifetimeMs: lifetime }
}
