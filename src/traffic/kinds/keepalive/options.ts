import type { z } from 'zod'
import { map } from '../../../grammar/map.ts'
import { scalar } from '../../../grammar/scalar.ts'
import { positiveDuration } from '../../../grammar/units.ts'
import type { TrafficSpec } from '../../../model/scenario.ts'
import type { KindOptions } from '../../kind.ts'
import { buildCommon, clientsShape, commonShape, countOfConnections } from '../../options/common.ts'
import { SLOWER_ANSWERS, scheduled } from '../../options/expected.ts'

/** Persistent connections with a pause between requests. */
export interface KeepaliveTraffic extends TrafficSpec {
  kind: 'keepalive'
  connections: number
  everyMs: number
}

const keepaliveSchema = map(
  {
    connections: countOfConnections('10'),
    every: scalar(positiveDuration, 'From one request on a connection to the next.').prefault('100ms'),
    ...clientsShape,
    ...commonShape('10s'),
  },
  'Persistent connections with a pause between requests.',
)

export const keepaliveOptions: KindOptions<z.output<typeof keepaliveSchema>, KeepaliveTraffic> = {
  schema: keepaliveSchema,
  build: ({ connections, every, ...common }, place) => ({
    kind: 'keepalive',
    ...buildCommon(common, place),
    connections,
    everyMs: every,
  }),
  expect: ({ connections, everyMs }, { seconds }) => scheduled((connections * 1000) / everyMs, seconds, SLOWER_ANSWERS),
}
