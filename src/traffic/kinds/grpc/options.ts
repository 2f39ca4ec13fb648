import { z } from 'zod'
import { readNamedBytes, reportIssue } from '../../../grammar/build-context.ts'
import { map, unionOf } from '../../../grammar/map.ts'
import { scalar } from '../../../grammar/scalar.ts'
import { positiveDuration } from '../../../grammar/units.ts'
import { integer, nonEmptyText } from '../../../grammar/words.ts'
import type { GrpcStatus } from '../../../model/grpc-status.ts'
import type { RequestSpec, TrafficSpec } from '../../../model/scenario.ts'
import type { ExpectedLoad, KindOptions, MeasuredRun, TrafficPlace } from '../../kind.ts'
import { clientsShape, countOfConnections, nameOption, otherPort, timeoutOption } from '../../options/common.ts'
import { SLOWER_ANSWERS, scheduled } from '../../options/expected.ts'
import { expectLongLived, type LongLivedTraffic, lifetimeOf, longLivedShape } from '../../options/long-lived.ts'
import { base64, grpcMethod, grpcStatuses, metadataName, metadataValue } from './grammar.ts'

const CHECK = 'grpc.health.v1.Health/Check'
const CALLS = 4
const EVERY_MS = 100
const MESSAGE = 'a message in base64, or { file: PATH } with its bytes'

/** gRPC calls of one method. `requests` is a single POST of its path; the headers are the metadata. */
export type GrpcTraffic = GrpcUnaryTraffic | GrpcStreamTraffic

interface GrpcBase extends TrafficSpec {
  kind: 'grpc'
  connections: number
  /** The request's message, serialised, in base64. */
  message: string
  /** Statuses that are good ones. */
  expect: GrpcStatus[]
  /** Where it answers, if not at the target's url. */
  port?: number
}

/** Several at a time on each connection. */
export interface GrpcUnaryTraffic extends GrpcBase {
  call: 'unary'
  /** Calls at a time on each connection. */
  calls: number
  /** From one call to the next, of each of these. */
  everyMs: number
}

/** Server streams, one on each connection, held open and opened again when they end. */
export interface GrpcStreamTraffic extends GrpcBase, LongLivedTraffic {
  kind: 'grpc'
  connections: number
  call: 'stream'
  /**
   * The server sends something at least this often; after twice as long in silence the stream counts as stalled. Without it silence
   * is no fault.
   */
  everyMs?: number
  /** Number of the field in which the messages are counted; without it they are only received. */
  sequence?: number
}

const grpcSchema = map(
  {
    connections: countOfConnections('5'),
    unary: scalar(grpcMethod, `A method that answers once. Default: ${CHECK}.`).exactOptional(),
    stream: scalar(grpcMethod, 'A method that answers with a stream, which is held open.').exactOptional(),
    calls: scalar(
      integer({ min: 1, what: 'a number of calls, at least 1' }),
      `Unary calls at a time on each connection. Default: ${CALLS}.`,
    ).exactOptional(),
    every: scalar(
      positiveDuration,
      `From one unary call to the next, of each of these; default: ${EVERY_MS}ms. A stream: the server sends something at least this often.`,
    ).exactOptional(),
    message: unionOf(
      [
        scalar(base64, "The request's message, serialised, in base64.").transform((bytes) => ({ bytes })),
        map(
          { file: scalar(nonEmptyText('the path of a file'), "Path relative to the scenario's folder.") },
          'A file that holds the serialised message.',
        ),
      ],
      MESSAGE,
    )
      .meta({ description: "The request's message. Default: an empty one." })
      .exactOptional(),
    metadata: z
      .record(scalar(metadataName, 'The name.'), scalar(metadataValue, 'The value.'), {
        error: () => 'a map of names and values',
      })
      .meta({ description: 'Metadata to send.' })
      .prefault({}),
    expect: grpcStatuses('Statuses that are good; others have the outcome status. Default: OK.').exactOptional(),
    ...longLivedShape,
    sequence: scalar(
      integer({ min: 1, max: 536_870_911, what: 'the number of a field' }),
      'Field in which the messages of a stream are numbered, one after the other.',
    ).exactOptional(),
    port: otherPort(),
    ...clientsShape,
    name: nameOption(),
    timeout: timeoutOption('10s'),
  },
  'gRPC calls, unary ones or streams that are held open. Needs the package @grpc/grpc-js.',
)

type GrpcWritten = z.output<typeof grpcSchema>

function buildGrpc(options: GrpcWritten, place: TrafficPlace): GrpcTraffic {
  checkFit(options, place)
  const {
    connections,
    unary = CHECK,
    stream,
    calls = CALLS,
    every,
    metadata,
    expect = ['OK'],
    sequence,
    port,
    timeout,
    clients,
    lifetime,
  } = options
  const common = {
    kind: 'grpc' as const,
    name: place.name,
    timeoutMs: timeout,
    ...(clients !== undefined && { clients }),
    requests: [requestOf(stream ?? unary, metadata)],
    connections,
    message: readMessage(options, place),
    expect,
    ...(port !== undefined && { port }),
  }
  if (stream === undefined) return { ...common, call: 'unary', calls, everyMs: every ?? EVERY_MS }
  return {
    ...common,
    call: 'stream',
    ...(every !== undefined && { everyMs: every }),
    ...(sequence !== undefined && { sequence }),
    ...lifetimeOf(lifetime),
  }
}

/** https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
function requestOf(method: string, metadata: Record<string, string>): RequestSpec {
  return { method: 'POST', path: `/${method}`, headers: metadata, weight: 1, expect: { status: [] } }
}

function readMessage({ message = { bytes: '' } }: GrpcWritten, { path, context }: TrafficPlace): string {
  if ('bytes' in message) return message.bytes
  return readNamedBytes(context, message.file, [...path, 'message', 'file'])?.toString('base64') ?? ''
}

function checkFit(options: GrpcWritten, { path, context }: TrafficPlace): void {
  const { unary, stream, calls } = options
  const both = unary !== undefined && stream !== undefined
  if (both) reportIssue(context, path, { expected: 'only one of unary, stream', found: 'found unary and stream' })
  if (stream !== undefined && calls !== undefined)
    reportIssue(context, [...path, 'calls'], { expected: 'calls with unary alone', found: 'found calls with a stream' })
  if (stream !== undefined) return
  for (const key of ['sequence', 'lifetime'] as const)
    if (options[key] !== undefined)
      reportIssue(context, [...path, key], { expected: `${key} with a stream`, found: `found ${key} without one` })
}

function expectGrpc(spec: GrpcTraffic, run: MeasuredRun): ExpectedLoad {
  if (spec.call === 'stream') return expectLongLived(spec, run)
  return scheduled((spec.connections * spec.calls * 1000) / spec.everyMs, run.seconds, SLOWER_ANSWERS)
}

export const grpcOptions: KindOptions<GrpcWritten, GrpcTraffic> = {
  schema: grpcSchema,
  build: buildGrpc,
  expect: expectGrpc,
}
