import type { z } from 'zod'
import { map } from '../../../grammar/map.ts'
import { scalar } from '../../../grammar/scalar.ts'
import { positiveDuration } from '../../../grammar/units.ts'
import type { KindOptions } from '../../kind.ts'
import { commonShape, countOfConnections } from '../../options/common.ts'
import { buildLongLived, expectLongLived, type LongLivedTraffic, longLivedShape } from '../../options/long-lived.ts'

/**
 * Event streams (WHATWG HTML §9.2), held open and opened again when they end, with `Last-Event-ID`. Where the ids of the
 * events are whole numbers, lost, doubled and swapped ones are found.
 */
export interface SseTraffic extends LongLivedTraffic {
  kind: 'sse'
  /** The server sends something at least this often; after twice as long in silence the stream counts as stalled. */
  everyMs: number
}

const sseSchema = map(
  {
    connections: countOfConnections('5'),
    every: scalar(positiveDuration, 'The server sends something at least this often.').prefault('1s'),
    ...longLivedShape,
    ...commonShape('10s'),
  },
  'Event streams, held open, and opened again when they end. Events with whole numbers as ids are counted.',
)

export const sseOptions: KindOptions<z.output<typeof sseSchema>, SseTraffic> = {
  schema: sseSchema,
  build: (written, place) => ({ kind: 'sse', ...buildLongLived(written, place) }),
  expect: expectLongLived,
}
