import type { z } from 'zod'
import { reportIssue } from '../../../grammar/build-context.ts'
import { map } from '../../../grammar/map.ts'
import { scalar } from '../../../grammar/scalar.ts'
import { ratePerSecond } from '../../../grammar/units.ts'
import type { TrafficSpec } from '../../../model/scenario.ts'
import { type KindOptions, type TrafficPlace } from '../../kind.ts'
import { buildCommon, commonShape, otherPort } from '../../options/common.ts'
import { scheduled } from '../../options/expected.ts'

/** TLS handshakes, each on a new connection, with and without resumption in turn, open loop. */
export interface TlsTraffic extends TrafficSpec {
  kind: 'tls'
  rate: number
  /** Where it answers, if not at the target's url. */
  port?: number
}

const tlsSchema = map(
  {
    rate: scalar(ratePerSecond, 'Handshakes that start per second.').prefault('20/s'),
    port: otherPort(),
    ...commonShape('10s'),
  },
  'TLS handshakes on new connections, with and without resumption in turn.',
)

export const tlsOptions: KindOptions<z.output<typeof tlsSchema>, TlsTraffic> = {
  schema: tlsSchema,
  build({ rate, port, ...common }, place) {
    checkPort(port, place)
    return { kind: 'tls', ...buildCommon(common, place), rate, ...(port !== undefined && { port }) }
  },
  expect: ({ rate }, { seconds }) => scheduled(rate, seconds),
}

function checkPort(port: number | undefined, { path, url, context }: TrafficPlace): void {
  if (port !== undefined || url.startsWith('https:')) return
  reportIssue(context, path, {
    expected: 'an https target, or the port on which this one speaks TLS',
    found: `found tls traffic without a port for ${url}`,
    hint: 'give it a port',
  })
}
