import { describe, expect, test } from 'vitest'
import { describeProblems, load, minimal } from '../../../scenario/support.ts'

function grpc(options: string, files: Record<string, string> = {}) {
  return load(minimal(`traffic: { grpc: ${options} }\n`), files).traffic
}

describe('gRPC traffic', () => {
  test('asks for the health of the server by default', () => {
    expect(grpc('{}')).toMatchObject([
      {
        kind: 'grpc',
        name: 'grpc',
        call: 'unary',
        connections: 5,
        calls: 4,
        everyMs: 100,
        message: '',
        expect: ['OK'],
        timeoutMs: 10_000,
        requests: [{ method: 'POST', path: '/grpc.health.v1.Health/Check', headers: {} }],
      },
    ])
  })

  test('holds a stream, whose silence is no fault unless something is said to be due', () => {
    const [stream] = grpc('{ stream: shop.v1.Orders/Watch, sequence: 2 }')
    expect(stream).toMatchObject({ call: 'stream', sequence: 2, requests: [{ path: '/shop.v1.Orders/Watch' }] })
    expect(stream).not.toHaveProperty('everyMs')
    expect(stream).not.toHaveProperty('lifetimeMs')
    expect(grpc('{ stream: shop.v1.Orders/Watch, every: 2s, lifetime: 1s }')).toMatchObject([
      { everyMs: 2_000, lifetimeMs: 1_000 },
    ])
  })

  test('sends a message from the scenario or from a file, and metadata', () => {
    expect(grpc('{ message: CgVoZWxsbw }')).toMatchObject([{ message: 'CgVoZWxsbw==' }])
    expect(grpc('{ message: { file: request.bin } }', { 'request.bin': '\n\u0005hello' })).toMatchObject([
      { message: 'CgVoZWxsbw==' },
    ])
    expect(grpc('{ metadata: { authorization: Bearer x, trace-bin: AAEC } }')).toMatchObject([
      { requests: [{ headers: { authorization: 'Bearer x', 'trace-bin': 'AAEC' } }] },
    ])
  })

  test('takes statuses for good that are said to be', () => {
    expect(grpc('{ expect: NOT_FOUND }')).toMatchObject([{ expect: ['NOT_FOUND'] }])
    expect(grpc('{ expect: [OK, NOT_FOUND] }')).toMatchObject([{ expect: ['OK', 'NOT_FOUND'] }])
  })

  test.each([
    [
      '{ unary: /shop.Orders/List }',
      '4:27  traffic.grpc.unary: found "/shop.Orders/List"; expected a method such as grpc.health.v1.Health/Check; did you mean shop.Orders/List?',
    ],
    [
      '{ unary: shop.Orders.List }',
      '4:27  traffic.grpc.unary: found "shop.Orders.List"; expected a method such as grpc.health.v1.Health/Check; did you mean shop.Orders/List?',
    ],
    ['{ unary: a/B, stream: a/C }', '4:18  traffic.grpc: found unary and stream; expected only one of unary, stream'],
    [
      '{ stream: a/C, calls: 3 }',
      '4:40  traffic.grpc.calls: found calls with a stream; expected calls with unary alone',
    ],
    ['{ lifetime: 1s }', '4:30  traffic.grpc.lifetime: found lifetime without one; expected lifetime with a stream'],
    ['{ sequence: 1 }', '4:30  traffic.grpc.sequence: found sequence without one; expected sequence with a stream'],
    ['{ message: "%%" }', '4:29  traffic.grpc.message: found "%%"; expected bytes in base64 such as CgVoZWxsbw=='],
    [
      '{ message: { file: no.bin } }',
      "4:37  traffic.grpc.message.file: FOLDER/no.bin can't be read (ENOENT); expected a file that can be read",
    ],
    [
      '{ metadata: { grpc-timeout: 1S } }',
      '4:32  traffic.grpc.metadata.grpc-timeout: found "grpc-timeout"; expected the name of metadata in lower-case letters such as authorization; grpc-js writes this one itself',
    ],
    [
      '{ expect: UNAVAILABEL }',
      '4:28  traffic.grpc.expect: found "UNAVAILABEL"; expected a status such as OK or NOT_FOUND, or a list of these; did you mean "UNAVAILABLE"?',
    ],
    ['{ path: / }', '4:20  traffic.grpc.path: '],
  ])('%s is a mistake', (options, message) => {
    const problems = describeProblems(() => grpc(options)).map((text) => text.replace(/\/\S*\/(?=no\.bin)/, 'FOLDER/'))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(message)
  })
})
