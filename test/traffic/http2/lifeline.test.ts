import { expect, test } from 'vitest'
import type { Lifeline } from '../../../src/model/lifeline.ts'
import type { Http2Connection } from '../../../src/traffic/http2/connection.ts'
import { createLifelines } from '../../../src/traffic/http2/lifeline.ts'
import type { ProbeContext } from '../../../src/traffic/probe.ts'

/** A connection, as far as its lifeline looks at it, and what has the server close it. */
function connect(id: number): { http2: Http2Connection; closeByServer: () => void } {
  const connection = { serverEnd: '', describe: () => ({ opened: 0 }) }
  const part = { id, connection, streams: new Map(), silent: false, released: false, close: () => undefined }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test needs only a part of it
  const http2 = part as unknown as Http2Connection
  return {
    http2,
    closeByServer: () => {
      connection.serverEnd = 'FIN'
      http2.onChange?.()
    },
  }
}

function createRig() {
  const recorded: Lifeline[] = []
  const context = {
    clock: { now: () => 1_000 },
    spec: { kind: 'http2', name: 'http2' },
    recorder: { lifeline: (line: Lifeline) => recorded.push(line) },
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test needs only a part of it
  return { recorded, lifelines: createLifelines(context as unknown as ProbeContext) }
}

test('a connection that the server closes while its end is being found out is recorded once', async () => {
  const { recorded, lifelines } = createRig()
  const connections = [connect(1), connect(2)]
  for (const { http2 } of connections) lifelines.open(http2)
  await lifelines.finish(async ({ id }) => {
    // Both are closed while they are asked whether they still answer; the end of the second lies within that of the first.
    connections[id - 1]?.closeByServer()
    await Promise.resolve()
    return { end: 'kept', by: 'client' }
  })
  expect(recorded.map(({ id, end }) => [id, end])).toEqual([
    [2, 'cut'],
    [1, 'cut'],
  ])
})
