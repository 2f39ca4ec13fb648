import { z } from 'zod'
import { address } from '../../grammar/http.ts'
import { list, map, someOf, unionOf } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { byteCount, byteRate, positiveDuration, rate } from '../../grammar/units.ts'
import { integer, nonEmptyText } from '../../grammar/words.ts'
import type { TrafficKind } from '../../model/scenario.ts'
import { clientsShape } from './clients.ts'
import { grpcShape } from './grpc.ts'
import { heldShape } from './held.ts'
import { requestsShape } from './requests.ts'

function common(timeout: string) {
  return { name: name(), ...requestsShape, timeout: within(timeout) }
}

function name() {
  return scalar(
    nonEmptyText('a name'),
    'Name in the reports. Default: the kind. Each must be another one.',
  ).exactOptional()
}

function within(timeout: string) {
  return scalar(positiveDuration, 'How long a request may take, from when it was due until it is complete.').prefault(
    timeout,
  )
}

function connections(count: string) {
  return scalar(integer({ min: 1, what: 'a number of connections, at least 1' }), 'Number of connections.').prefault(
    count,
  )
}

function otherPort() {
  const port = integer({ min: 1, max: 65_535, what: 'a port' })
  return scalar(port, "Port, if not that of the target's url.").exactOptional()
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
      ...clientsShape,
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
      ...clientsShape,
      ...common('10s'),
    },
    'Persistent connections with a pause between requests.',
  ),
  idle: map(
    { connections: connections('5'), ...clientsShape, ...common('10s') },
    'Established connections that stay silent through a restart and speak after it.',
  ),
  slow: map(
    { connections: connections('5'), ...common('30s') },
    'Requests in flight that outlast the restart, each on a connection of its own, one after the other.',
  ),
  sse: map(
    {
      connections: connections('5'),
      every: scalar(positiveDuration, 'The server sends something at least this often.').prefault('1s'),
      ...heldShape,
      ...common('10s'),
    },
    'Event streams, held open, and opened again when they end. Events with whole numbers as ids are counted.',
  ),
  websocket: map(
    {
      connections: connections('5'),
      every: scalar(positiveDuration, 'From one numbered message on a connection to the next.').prefault('100ms'),
      ...heldShape,
      ...common('10s'),
    },
    'WebSockets on which numbered messages are sent and expected back unchanged.',
  ),
  http2: map(
    {
      connections: connections('5'),
      streams: scalar(
        integer({ min: 1, what: 'a number of streams, at least 1' }),
        'Requests at a time on each.',
      ).prefault('4'),
      port: otherPort(),
      ...clientsShape,
      ...common('10s'),
    },
    'HTTP/2 connections with several requests at a time on each.',
  ),
  grpc: map(
    {
      connections: connections('5'),
      ...grpcShape,
      port: otherPort(),
      ...clientsShape,
      name: name(),
      timeout: within('10s'),
    },
    'gRPC calls, unary ones or streams that are held open. Needs the package @grpc/grpc-js.',
  ),
  download: map(
    {
      connections: connections('3'),
      speed: scalar(byteRate, 'How fast the response is read.').prefault('64KiB/s'),
      ...common('60s'),
      timeout: scalar(
        positiveDuration,
        'How long it may be silent: until its first byte, and then while more is awaited.',
      ).prefault('60s'),
    },
    'Long responses, read slowly, each on a connection of its own, one after the other.',
  ),
  upload: map(
    {
      connections: connections('3'),
      size: scalar(byteCount, 'Length of each body.').prefault('256KiB'),
      over: scalar(positiveDuration, 'Over how long it is sent.').prefault('3s'),
      ...common('60s'),
    },
    'Long request bodies, sent slowly, each on a connection of its own, one after the other.',
  ),
  tls: map(
    {
      rate: scalar(rate, 'Handshakes that start per second.').prefault('20/s'),
      port: otherPort(),
      ...common('10s'),
    },
    'TLS handshakes on new connections, with and without resumption in turn.',
  ),
  tcp: map(
    {
      connections: connections('5'),
      every: scalar(positiveDuration, 'From one numbered line on a connection to the next.').prefault('100ms'),
      ...heldShape,
      port: otherPort(),
      ...common('10s'),
    },
    'Raw TCP connections on which numbered lines are sent and expected back unchanged.',
  ),
}

/** One set of options, several in a list, or nothing at all for the defaults; always read as a list. */
function severalOf<Options>(options: z.ZodType<Options>): z.ZodType<Options[]> {
  const expected = 'a map of options, or a list of them'
  const several = list(options, expected).min(1, { error: () => expected })
  return unionOf([z.null().transform(() => [options.parse({})]), options.transform((one) => [one]), several], expected)
}

export const trafficSchema = someOf(
  {
    http: severalOf(OPTIONS.http).exactOptional(),
    fresh: severalOf(OPTIONS.fresh).exactOptional(),
    keepalive: severalOf(OPTIONS.keepalive).exactOptional(),
    idle: severalOf(OPTIONS.idle).exactOptional(),
    slow: severalOf(OPTIONS.slow).exactOptional(),
    sse: severalOf(OPTIONS.sse).exactOptional(),
    websocket: severalOf(OPTIONS.websocket).exactOptional(),
    http2: severalOf(OPTIONS.http2).exactOptional(),
    grpc: severalOf(OPTIONS.grpc).exactOptional(),
    download: severalOf(OPTIONS.download).exactOptional(),
    upload: severalOf(OPTIONS.upload).exactOptional(),
    tls: severalOf(OPTIONS.tls).exactOptional(),
    tcp: severalOf(OPTIONS.tcp).exactOptional(),
  },
  'at least one kind of traffic',
  'Traffic that runs all the time, by kind.',
)

export type TrafficOptions<Kind extends TrafficKind> = z.output<(typeof OPTIONS)[Kind]>
