import type { z } from 'zod'
import { map } from '../../../grammar/map.ts'
import { scalar } from '../../../grammar/scalar.ts'
import { positiveDuration } from '../../../grammar/units.ts'
import type { KindOptions } from '../../kind.ts'
import { commonShape, countOfConnections, otherPort } from '../../options/common.ts'
import { buildLongLived, expectLongLived, type LongLivedTraffic, longLivedShape } from '../../options/long-lived.ts'

/** Raw TCP connections on which numbered lines are sent and expected back unchanged. */
export interface TcpTraffic extends LongLivedTraffic {
  kind: 'tcp'
  everyMs: number
  /** Where it answers, if not at the target's url. */
  port?: number
}

const tcpSchema = map(
  {
    connections: countOfConnections('5'),
    every: scalar(positiveDuration, 'From one numbered line on a connection to the next.').prefault('100ms'),
    ...longLivedShape,
    port: otherPort(),
    ...commonShape('10s'),
  },
  'Raw TCP connections on which numbered lines are sent and expected back unchanged.',
)

export const tcpOptions: KindOptions<z.output<typeof tcpSchema>, TcpTraffic> = {
  schema: tcpSchema,
  build: ({ port, ...written }, place) => ({
    kind: 'tcp',
    ...buildLongLived(written, place),
    ...(port !== undefined && { port }),
  }),
  expect: expectLongLived,
}
