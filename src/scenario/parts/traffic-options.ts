import { z } from 'zod'
import type { TrafficKind } from '../../model/scenario.ts'
import { address } from '../grammar/http.ts'
import { forms, list, map, someOf } from '../grammar/map.ts'
import { scalar } from '../grammar/scalar.ts'
import { positiveDuration, rate } from '../grammar/units.ts'
import { integer, words } from '../grammar/words.ts'
import { requestsShape } from './requests.ts'

function common(timeout: string) {
  return {
    name: scalar(words('a name'), 'Name in the reports. Default: the kind. Each must be another one.').exactOptional(),
    ...requestsShape,
    timeout: scalar(
      positiveDuration,
      'How long a request may take, from when it was due until it is complete.',
    ).prefault(timeout),
  }
}

function connections(count: string) {
  return scalar(integer({ min: 1, what: 'a number of connections, at least 1' }), 'Number of connections.').prefault(
    count,
  )
}

const ADDRESSES = 'a list of IP addresses such as [127.0.0.1, 127.0.0.2]'

const OPTIONS = {
  http: map(
    {
      connections: connections('50'),
      rate: scalar(
        rate,
        'Requests that start per second, whether or not earlier ones came back. Without it each connection sends its next request when the last was answered.',
      ).exactOptional(),
      ...common('10s'),
    },
    'Sustained load through autocannon.',
  ),
  fresh: map(
    {
      rate: scalar(rate, 'Requests that start per second, each on a new connection.').prefault('50/s'),
      sources: list(scalar(address, 'An address.'), ADDRESSES)
        .meta({ description: "Source addresses to use in turn. Default: chosen by the target's address." })
        .prefault([]),
      ...common('10s'),
    },
    'A new connection for each request.',
  ),
  keepalive: map(
    {
      connections: connections('10'),
      every: scalar(positiveDuration, 'From one request on a connection to the next.').prefault('100ms'),
      ...common('10s'),
    },
    'Persistent connections with a pause between requests.',
  ),
  idle: map(
    { connections: connections('5'), ...common('10s') },
    'Established connections that stay silent through a restart and speak after it.',
  ),
  slow: map(
    { connections: connections('5'), ...common('30s') },
    'Requests in flight that outlast the restart, each on a connection of its own, one after the other.',
  ),
}

/** One set of options, several in a list, or nothing at all for the defaults; always read as a list. */
function severalOf<Options>(options: z.ZodType<Options>): z.ZodType<Options[]> {
  const expected = 'a map of options, or a list of them'
  const several = list(options, expected).min(1, { error: () => expected })
  return forms([z.null().transform(() => [options.parse({})]), options.transform((one) => [one]), several], expected)
}

export const trafficSchema = someOf(
  {
    http: severalOf(OPTIONS.http).exactOptional(),
    fresh: severalOf(OPTIONS.fresh).exactOptional(),
    keepalive: severalOf(OPTIONS.keepalive).exactOptional(),
    idle: severalOf(OPTIONS.idle).exactOptional(),
    slow: severalOf(OPTIONS.slow).exactOptional(),
  },
  'at least one kind of traffic',
  'Traffic that runs all the time, by kind.',
)

export type TrafficOptions<Kind extends TrafficKind> = z.output<(typeof OPTIONS)[Kind]>
