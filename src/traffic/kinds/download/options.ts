import type { z } from 'zod'
import { map } from '../../../grammar/map.ts'
import { scalar } from '../../../grammar/scalar.ts'
import { byteRate, positiveDuration } from '../../../grammar/units.ts'
import type { TrafficSpec } from '../../../model/scenario.ts'
import type { KindOptions } from '../../kind.ts'
import { buildCommon, commonShape, countOfConnections } from '../../options/common.ts'
import { unknown } from '../../options/expected.ts'

/** Long responses, read slowly, each on a connection of its own, one after the other. */
export interface DownloadTraffic extends TrafficSpec {
  kind: 'download'
  connections: number
  bytesPerSecond: number
}

const downloadSchema = map(
  {
    connections: countOfConnections('3'),
    speed: scalar(byteRate, 'How fast the response is read.').prefault('64KiB/s'),
    ...commonShape('60s'),
    timeout: scalar(
      positiveDuration,
      'How long it may be silent: until its first byte, and then while more is awaited.',
    ).prefault('60s'),
  },
  'Long responses, read slowly, each on a connection of its own, one after the other.',
)

export const downloadOptions: KindOptions<z.output<typeof downloadSchema>, DownloadTraffic> = {
  schema: downloadSchema,
  build: ({ connections, speed, ...common }, place) => ({
    kind: 'download',
    ...buildCommon(common, place),
    connections,
    bytesPerSecond: speed,
  }),
  expect: () => unknown('one after the other, each as long as its answer is'),
}
