import type { z } from 'zod'
import { map } from '../../../grammar/map.ts'
import { scalar } from '../../../grammar/scalar.ts'
import { integer } from '../../../grammar/words.ts'
import type { TrafficSpec } from '../../../model/scenario.ts'
import type { KindOptions } from '../../kind.ts'
import { buildCommon, clientsShape, commonShape, countOfConnections, otherPort } from '../../options/common.ts'
import { CLOSED_LOOP, unknown } from '../../options/expected.ts'

/** HTTP/2 connections (RFC 9113), each with a fixed number of requests at a time, in a closed loop. */
export interface Http2Traffic extends TrafficSpec {
  kind: 'http2'
  connections: number
  streams: number
  /** Where it answers, if not at the target's url. */
  port?: number
}

const http2Schema = map(
  {
    connections: countOfConnections('5'),
    streams: scalar(
      integer({ min: 1, what: 'a number of streams, at least 1' }),
      'Requests at a time on each.',
    ).prefault('4'),
    port: otherPort(),
    ...clientsShape,
    ...commonShape('10s'),
  },
  'HTTP/2 connections with several requests at a time on each.',
)

export const http2Options: KindOptions<z.output<typeof http2Schema>, Http2Traffic> = {
  schema: http2Schema,
  build: ({ connections, streams, port, ...common }, place) => ({
    kind: 'http2',
    ...buildCommon(common, place),
    connections,
    streams,
    ...(port !== undefined && { port }),
  }),
  expect: () => unknown(CLOSED_LOOP),
}
