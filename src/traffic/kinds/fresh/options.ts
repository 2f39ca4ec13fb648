import type { z } from 'zod'
import { address } from '../../../grammar/http.ts'
import { list, map } from '../../../grammar/map.ts'
import { scalar } from '../../../grammar/scalar.ts'
import { ratePerSecond } from '../../../grammar/units.ts'
import type { TrafficSpec } from '../../../model/scenario.ts'
import type { KindOptions } from '../../kind.ts'
import { buildCommon, commonShape } from '../../options/common.ts'
import { scheduled } from '../../options/expected.ts'

/** A new connection for each request, open loop. */
export interface FreshTraffic extends TrafficSpec {
  kind: 'fresh'
  rate: number
  /** Source addresses to use in turn; empty: chosen by the target's address. */
  sources: string[]
}

const ADDRESSES = 'a list of IP addresses such as [127.0.0.1, 127.0.0.2]'

const freshSchema = map(
  {
    rate: scalar(ratePerSecond, 'Requests that start per second, each on a new connection.').prefault('50/s'),
    sources: list(scalar(address, 'An address.'), ADDRESSES)
      .meta({ description: "Source addresses to use in turn. Default: chosen by the target's address." })
      .prefault([]),
    ...commonShape('10s'),
  },
  'A new connection for each request.',
)

export const freshOptions: KindOptions<z.output<typeof freshSchema>, FreshTraffic> = {
  schema: freshSchema,
  build: ({ rate, sources, ...common }, place) => ({ kind: 'fresh', ...buildCommon(common, place), rate, sources }),
  expect: ({ rate }, { seconds }) => scheduled(rate, seconds),
}
