import type { z } from 'zod'
import { map } from '../../../grammar/map.ts'
import type { TrafficSpec } from '../../../model/scenario.ts'
import type { KindOptions } from '../../kind.ts'
import { buildCommon, commonShape, countOfConnections } from '../../options/common.ts'
import { unknown } from '../../options/expected.ts'

/** Requests in flight, each on a connection of its own, one after the other, that outlast the restart. */
export interface SlowTraffic extends TrafficSpec {
  kind: 'slow'
  connections: number
}

const slowSchema = map(
  { connections: countOfConnections('5'), ...commonShape('30s') },
  'Requests in flight that outlast the restart, each on a connection of its own, one after the other.',
)

export const slowOptions: KindOptions<z.output<typeof slowSchema>, SlowTraffic> = {
  schema: slowSchema,
  build: ({ connections, ...common }, place) => ({ kind: 'slow', ...buildCommon(common, place), connections }),
  expect: () => unknown('one after the other, each as long as its answer takes'),
}
