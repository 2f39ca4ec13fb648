import { z } from 'zod'
import { readNamedBytes, reportIssue } from '../../grammar/build-context.ts'
import { base64, grpcMethod, grpcStatuses, metadataName, metadataValue } from '../../grammar/grpc.ts'
import { map, unionOf } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { positiveDuration } from '../../grammar/units.ts'
import { integer, nonEmptyText } from '../../grammar/words.ts'
import type { GrpcTraffic, RequestSpec } from '../../model/scenario.ts'
import { heldShape, lifetimeOf } from './held.ts'
import type { TrafficPlace } from './requests.ts'

const CHECK = 'grpc.health.v1.Health/Check'
const CALLS = 4
const EVERY_MS = 100
const MESSAGE = 'a message in base64, or { file: PATH } with its bytes'

/** What is particular to gRPC calls. */
export const grpcShape = {
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
  ...heldShape,
  sequence: scalar(
    integer({ min: 1, max: 536_870_911, what: 'the number of a field' }),
    'Field in which the messages of a stream are numbered, one after the other.',
  ).exactOptional(),
}

interface GrpcOptions {
  connections: number
  unary?: string
  stream?: string
  calls?: number
  every?: number
  message?: { bytes: string } | { file: string }
  metadata: Record<string, string>
  expect?: GrpcTraffic['expect']
  sequence?: number
  lifetime?: number
  port?: number
}

type Base = Pick<GrpcTraffic, 'name' | 'timeoutMs' | 'clients'>

export function buildGrpc(options: GrpcOptions, base: Base, place: TrafficPlace): GrpcTraffic {
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
  } = options
  const common = {
    kind: 'grpc' as const,
    ...base,
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
    ...lifetimeOf(options),
  }
}

/** https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
function requestOf(method: string, metadata: Record<string, string>): RequestSpec {
  return { method: 'POST', path: `/${method}`, headers: metadata, weight: 1, expect: { status: [] } }
}

function readMessage({ message = { bytes: '' } }: GrpcOptions, { path, context }: TrafficPlace): string {
  if ('bytes' in message) return message.bytes
  return readNamedBytes(context, message.file, [...path, 'message', 'file'])?.toString('base64') ?? ''
}

function checkFit(options: GrpcOptions, { path, context }: TrafficPlace): void {
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
