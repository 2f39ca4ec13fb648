import type { z } from 'zod'
import { map } from '../../../grammar/map.ts'
import { scalar } from '../../../grammar/scalar.ts'
import { positiveDuration } from '../../../grammar/units.ts'
import type { KindOptions } from '../../kind.ts'
import { commonShape, countOfConnections } from '../../options/common.ts'
import { buildLongLived, expectLongLived, type LongLivedTraffic, longLivedShape } from '../../options/long-lived.ts'

/** WebSockets (RFC 6455) on which numbered messages are sent and expected back unchanged. */
export interface WebsocketTraffic extends LongLivedTraffic {
  kind: 'websocket'
  /** From one message to the next. */
  everyMs: number
}

const websocketSchema = map(
  {
    connections: countOfConnections('5'),
    every: scalar(positiveDuration, 'From one numbered message on a connection to the next.').prefault('100ms'),
    ...longLivedShape,
    ...commonShape('10s'),
  },
  'WebSockets on which numbered messages are sent and expected back unchanged.',
)

export const websocketOptions: KindOptions<z.output<typeof websocketSchema>, WebsocketTraffic> = {
  schema: websocketSchema,
  build: (written, place) => ({ kind: 'websocket', ...buildLongLived(written, place) }),
  expect: expectLongLived,
}
