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

describe('what is not replayed, entry by entry', () => {
  const page = entry({ url: 'http://127.0.0.1:3000/' })
  const other = (url: string, more: Record<string, unknown> = {}) => ({ ...entry({ url }), ...more })
  test.each([
    [
      'an inline image',
      other('data:image/png;base64,AAAA'),
      'the browser sends nothing for a URL that begins with data:',
    ],
    [
      'an object URL',
      other('blob:http://127.0.0.1:3000/1-2'),
      'the browser sends nothing for a URL that begins with blob:',
    ],
    [
      'an extension',
      other('chrome-extension://abc/x.js'),
      'the browser sends nothing for a URL that begins with chrome-extension:',
    ],
    ['a tunnel', { request: { method: 'CONNECT', url: '10.0.0.1:443' } }, 'CONNECT opens a tunnel through a proxy'],
    [
      'wss',
      other('wss://127.0.0.1:3000/ws'),
      'it opened a WebSocket, for which there is traffic of the kind websocket',
    ],
    [
      'an upgrade',
      other('http://127.0.0.1:3000/ws', { response: { status: 101 } }),
      'it opened a WebSocket, for which there is traffic of the kind websocket',
    ],
    [
      'events',
      other('http://127.0.0.1:3000/events', { _resourceType: 'eventsource' }),
      'it opened a stream of events, for which there is traffic of the kind sse',
    ],
    [
      'the cache',
      other('http://127.0.0.1:3000/x.css', { _fromCache: 'disk' }),
      'the browser answered it from its cache',
    ],
    [
      'a service worker',
      other('http://127.0.0.1:3000/x.css', { _fetchedViaServiceWorker: true }),
      'a service worker of the browser answered it',
    ],
    [
      'blocked, on another origin',
      other('https://ads.example/x.js', { response: { status: 0, _error: 'net::ERR_BLOCKED_BY_CLIENT' } }),
      'it was blocked or broken off, and got no answer (status 0, net::ERR_BLOCKED_BY_CLIENT)',
    ],
  ])('%s', (_, skipped, why) => {
    const [traffic] = load(minimal('traffic: { http: { har: a.har } }\n'), { 'a.har': har(page, skipped) }).traffic
    expect(traffic?.requests.map(({ path }) => path)).toEqual(['/'])
    expect(traffic?.skipped).toMatchObject({ file: 'a.har', requests: [{ entry: 2, why }] })
  })

  test('all that was sent is replayed, with nothing skipped', () => {
    const [traffic] = load(minimal('traffic: { http: { har: a.har } }\n'), { 'a.har': har(page) }).traffic
    expect(traffic).not.toHaveProperty('skipped')
  })
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
      'nothing that can be replayed',
      har(entry({ url: 'shop.example:443', method: 'CONNECT' }), entry({ url: 'data:text/plain,x' })),
      'found none that can be replayed; entry 1 (CONNECT shop.example:443) is left out: CONNECT opens a tunnel through a proxy; ' +
        'entry 2 (GET data:text/plain,x) is left out: the browser sends nothing for a URL that begins with data:',
      'requests to http://127.0.0.1:3000 alone',
    ],
    ['a relative URL', har(entry({ url: '/a' })), 'found "/a" in entry 1', 'absolute URLs'],
    [
      'a header with a line break',
      har(entry({ url: 'http://127.0.0.1:3000/a', headers: [{ name: 'A', value: 'b\nc' }] })),
      'found something else in entry 1, GET /a',
      'the value of a header, on one line',
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
