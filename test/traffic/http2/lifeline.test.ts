import { expect, test } from 'vitest'
import type { Lifeline } from '../../../src/model/lifeline.ts'
import type { Http2Connection } from '../../../src/traffic/http2/connection.ts'
import { createLifelines } from '../../../src/traffic/http2/lifeline.ts'
import type { ProbeContext } from '../../../src/traffic/probe.ts'

/** A connection as far as its lifeline looks at it. */
function connect(id: number) {
  const connection = { serverEnd: undefined, describe: () => ({ opened: 0 }) }
  return { id, connection, streams: new Map(), silent: false, released: false, close: () => undefined }
}

function createRig() {
  const recorded: Lifeline[] = []
  const context = {
    clock: { now: () => 1_000 },
    spec: { kind: 'http2', name: 'http2' },
    recorder: { lifeline: (line: Lifeline) => recorded.push(line) },
  }
  return { recorded, lifelines: createLifelines(context as unknown as ProbeContext) }
}

test('a connection that the server closes while its end is being found out is recorded once', async () => {
  const { recorded, lifelines } = createRig()
  const connections = [connect(1), connect(2)].map((one) => one as unknown as Http2Connection)
  for (const one of connections) lifelines.open(one)
  await lifelines.finish(async (http2) => {
    // Both are closed while they are asked whether they still answer; the second end lies within the first.
    ;(http2.connection as { serverEnd?: string }).serverEnd = 'FIN'
    http2.onChange?.()
    await Promise.resolve()
    return { end: 'kept', by: 'client' }
  })
  expect(recorded.map(({ id, end }) => [id, end])).toEqual([
    [2, 'cut'],
    [1, 'cut'],
  ])
})
