import type { z } from 'zod'
import { map } from '../../../grammar/map.ts'
import type { TrafficSpec } from '../../../model/scenario.ts'
import type { KindOptions } from '../../kind.ts'
import { buildCommon, clientsShape, commonShape, countOfConnections } from '../../options/common.ts'
import { inAll } from '../../options/expected.ts'

/** Established connections that stay silent through a restart and are used again after it. */
export interface IdleTraffic extends TrafficSpec {
  kind: 'idle'
  connections: number
}

const idleSchema = map(
  { connections: countOfConnections('5'), ...clientsShape, ...commonShape('10s') },
  'Established connections that stay silent through a restart and are used again after it.',
)

export const idleOptions: KindOptions<z.output<typeof idleSchema>, IdleTraffic> = {
  schema: idleSchema,
  build: ({ connections, ...common }, place) => ({ kind: 'idle', ...buildCommon(common, place), connections }),
  expect: ({ connections }, { restarts }) =>
    inAll(connections * (restarts + 1), 'one after each restart, and one at the end'),
}
