import { describe, expect, test } from 'vitest'
import { load, minimal, problemsOf } from '../../scenario/support.ts'

const entry = (request: Record<string, unknown>) => ({ request: { method: 'GET', headers: [], ...request } })
const har = (...entries: unknown[]) => JSON.stringify({ log: { version: '1.2', entries } })
const replay = (text: string, har_ = 'a.har') =>
  load(minimal(`traffic: { http: { har: ${har_} } }\n`), { 'a.har': text }).traffic[0]?.requests

test('requests are replayed in their order', () => {
  const requests = replay(
    har(
      entry({ url: 'http://127.0.0.1:3000/a?b=1#c' }),
      entry({ method: 'POST', url: 'http://127.0.0.1:3000/b', postData: { mimeType: 'text/plain', text: 'x' } }),
      entry({
        method: 'POST',
        url: 'http://127.0.0.1:3000/c',
        postData: { params: [{ name: 'q', value: 'a b' }, { name: 'r' }] },
      }),
      entry({ url: 'http://127.0.0.1:3000/a?b=1' }),
    ),
  )
  expect(requests?.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['GET', '/a?b=1', undefined],
    ['POST', '/b', 'x'],
    ['POST', '/c', 'q=a+b&r='],
    ['GET', '/a?b=1', undefined],
  ])
  expect(requests?.[0]).toMatchObject({ weight: 1, expect: { status: [{ from: 100, to: 499 }] } })
})

test('cookies are kept, and what belongs to the connection is not', () => {
  const names = [':authority', ':path', 'Host', 'Content-Length', 'Connection', 'Keep-Alive', 'Transfer-Encoding', 'TE']
  const headers = [
    ...names.map((name) => ({ name, value: 'x' })),
    { name: 'Cookie', value: 'a=1' },
    { name: 'cookie', value: 'b=2' },
    { name: 'Accept', value: 'text/html' },
    { name: 'accept', value: '*/*' },
    { name: 'X-Empty', value: '' },
  ]
  const [request] = replay(har(entry({ url: 'http://127.0.0.1:3000/', headers }))) ?? []
  expect(request?.headers).toEqual({ cookie: 'a=1; b=2', accept: 'text/html, */*', 'x-empty': '' })
})

test('a recording of another origin is replayed where that is named', () => {
  const text = har(entry({ url: 'https://shop.example/cart' }))
  expect(replay(text, '{ file: a.har, origin: https://shop.example }')?.map(({ path }) => path)).toEqual(['/cart'])
})

describe('mistakes', () => {
  test.each([
    [
      'requests elsewhere',
      har(
        entry({ url: 'http://127.0.0.1:3000/' }),
        entry({ url: 'https://a.example/' }),
        entry({ url: 'https://b.example/' }),
        entry({ url: 'https://a.example/x' }),
      ),
      'found requests to https://a.example, https://b.example',
      'requests to http://127.0.0.1:3000 alone',
    ],
    [
      'another port',
      har(entry({ url: 'http://127.0.0.1/' })),
      'found requests to http://127.0.0.1',
      'requests to http://127.0.0.1:3000 alone',
    ],
    ['no request', har(), 'found no request', 'requests to http://127.0.0.1:3000 alone'],
    [
      'no entries',
      '{"log": {}}',
      'found at log.entries: Invalid input: expected array, received undefined',
      'a HAR file: JSON with log.entries',
    ],
    [
      'an entry without a url',
      har(entry({})),
      'found at log.entries.0.request.url: Invalid input: expected string, received undefined',
      'a HAR file: JSON with log.entries',
    ],
    [
      'a header with a line break',
      har(entry({ url: 'http://127.0.0.1:3000/a', headers: [{ name: 'A', value: 'b\nc' }] })),
      'found something else in GET /a',
      'the value of a header, on one line',
    ],
    [
      'a method that leaves HTTP',
      har(entry({ url: 'http://127.0.0.1:3000/a', method: 'CONNECT' })),
      'found something else in CONNECT /a',
      'a method such as GET or POST',
    ],
  ])('%s', (_, text, found, expected) => {
    expect(problemsOf(() => replay(text))).toMatchObject([
      { path: 'traffic.http.har', line: 4, column: 25, found, expected },
    ])
  })

  test('no JSON', () => {
    const [problem] = problemsOf(() => replay('<har/>'))
    expect(problem?.found).toMatch(/^found no JSON \(.*\)$/)
  })
})
