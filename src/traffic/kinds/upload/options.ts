import type { z } from 'zod'
import { reportIssue } from '../../../grammar/build-context.ts'
import { map } from '../../../grammar/map.ts'
import { scalar } from '../../../grammar/scalar.ts'
import { byteCount, positiveDuration } from '../../../grammar/units.ts'
import type { TrafficSpec } from '../../../model/scenario.ts'
import { type KindOptions, type TrafficPlace } from '../../kind.ts'
import { buildCommon, commonShape, countOfConnections } from '../../options/common.ts'
import { scheduled } from '../../options/expected.ts'

/** Long request bodies, sent slowly, each on a connection of its own, one after the other. */
export interface UploadTraffic extends TrafficSpec {
  kind: 'upload'
  connections: number
  /** Length of each body. */
  bytes: number
  /** Over how long it is sent, milliseconds. */
  overMs: number
}

const uploadSchema = map(
  {
    connections: countOfConnections('3'),
    size: scalar(byteCount, 'Length of each body.').prefault('256KiB'),
    over: scalar(positiveDuration, 'Over how long it is sent.').prefault('3s'),
    ...commonShape('60s'),
  },
  'Long request bodies, sent slowly, each on a connection of its own, one after the other.',
)

export const uploadOptions: KindOptions<z.output<typeof uploadSchema>, UploadTraffic> = {
  schema: uploadSchema,
  build({ connections, size, over, ...common }, place) {
    checkTimeout(over, common.timeout, place)
    return { kind: 'upload', ...buildCommon(common, place), connections, bytes: size, overMs: over }
  },
  expect: ({ connections, overMs }, { seconds }) =>
    scheduled((connections * 1000) / overMs, seconds, 'fewer where the answer is slow'),
}

/** What takes longer than it may has failed before it began. */
function checkTimeout(over: number, timeout: number, { path, context }: TrafficPlace): void {
  if (over < timeout) return
  reportIssue(context, path, {
    expected: 'a timeout longer than the upload',
    found: `found a timeout of ${timeout} ms for an upload over ${over} ms`,
    hint: 'raise timeout, or shorten over',
  })
}
