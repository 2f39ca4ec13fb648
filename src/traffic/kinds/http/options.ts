import type { z } from 'zod'
import { map } from '../../../grammar/map.ts'
import { scalar } from '../../../grammar/scalar.ts'
import { ratePerSecond } from '../../../grammar/units.ts'
import type { TrafficSpec } from '../../../model/scenario.ts'
import type { KindOptions } from '../../kind.ts'
import { buildCommon, clientsShape, commonShape, countOfConnections } from '../../options/common.ts'
import { CLOSED_LOOP, scheduled, unknown } from '../../options/expected.ts'

/** Sustained load through autocannon. With `rate`, open loop; without, closed loop. */
export interface HttpTraffic extends TrafficSpec {
  kind: 'http'
  connections: number
  rate?: number
}

const httpSchema = map(
  {
    connections: countOfConnections('50'),
    rate: scalar(
      ratePerSecond,
      'Requests that start per second, whether or not earlier ones were answered. Without it each connection sends its next request when the last one was answered.',
    ).exactOptional(),
    ...clientsShape,
    ...commonShape('10s'),
  },
  'Sustained load through autocannon.',
)

export const httpOptions: KindOptions<z.output<typeof httpSchema>, HttpTraffic> = {
  schema: httpSchema,
  build: ({ connections, rate, ...common }, place) => ({
    kind: 'http',
    ...buildCommon(common, place),
    connections,
    ...(rate !== undefined && { rate }),
  }),
  expect: ({ rate }, { seconds }) => (rate === undefined ? unknown(CLOSED_LOOP) : scheduled(rate, seconds)),
}
