import { scalar } from '../../grammar/scalar.ts'
import { positiveDuration } from '../../grammar/units.ts'
import type { TrafficSpec } from '../../model/scenario.ts'
import type { ExpectedLoad, MeasuredRun, TrafficPlace } from '../kind.ts'
import { buildCommon, type CommonOptions } from './common.ts'
import { inAll, scheduled } from './expected.ts'

/** Connections that are held open. */
export interface LongLivedTraffic extends TrafficSpec {
  connections: number
  /**
   * How long after its opening a client ends its connection itself, and another client opens the next; by default it holds it to the end
   * of the run. Milliseconds.
   */
  lifetimeMs?: number
}

export const longLivedShape = {
  lifetime: scalar(
    positiveDuration,
    'The time after which a client closes its connection itself, and another client opens the next. Default: the end of the run.',
  ).exactOptional(),
}

interface LongLivedOptions extends CommonOptions {
  connections: number
  every: number
  lifetime?: number
}

export function buildLongLived({ connections, every, lifetime, ...common }: LongLivedOptions, place: TrafficPlace) {
  return { ...buildCommon(common, place), connections, everyMs: every, ...lifetimeOf(lifetime) }
}

export function lifetimeOf(lifetime: number | undefined): Pick<LongLivedTraffic, 'lifetimeMs'> {
  return lifetime === undefined ? {} : { lifetimeMs: lifetime }
}

const HELD = 'opened once, in the warm-up; again only where the target ends one'
const REPLACED = 'each client closes its connection after its lifetime, and another opens one'

export function expectLongLived({ connections, lifetimeMs }: LongLivedTraffic, { seconds }: MeasuredRun): ExpectedLoad {
  return lifetimeMs === undefined ? inAll(0, HELD) : scheduled((connections * 1000) / lifetimeMs, seconds, REPLACED)
}
