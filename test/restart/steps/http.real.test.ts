import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type Server } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runHttp } from '../../../src/restart/steps/http.ts'
import { closedPort, failure, listen, makeContext, makeFolder, reasonOf } from '../support.ts'

const LOAD = { kind: 'http' as const, method: 'POST', headers: {}, status: [{ from: 200, to: 299 }], withinMs: 5000 }

async function start(server: Server): Promise<string> {
  return `http://127.0.0.1:${await listen(server)}`
}

const startAdmin = (answer: RequestListener) => start(createServer(answer))

test('sends method, headers and body, on a connection of its own', async () => {
  const seen: unknown[] = []
  const admin = await startAdmin((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      const { method, url, headers } = request
      seen.push([method, url, headers['x-token'], headers['content-length'], headers.connection, body])
      response.writeHead(204).end()
    })
  })
  const step = { ...LOAD, url: `${admin}/load?now=1`, headers: { 'X-Token': 'abc' }, body: '{"gen":2}' }
  expect(await runHttp(step, makeContext())).toBe('status 204')
  expect(seen).toEqual([['POST', '/load?now=1', 'abc', '9', 'close', '{"gen":2}']])
})

test('reaches an admin API on a Unix socket', async () => {
  const socket = join(makeFolder(), 'admin.sock')
  const urls: string[] = []
  const admin = createServer((request, response) => {
    urls.push(`${request.method} ${request.url}`)
    response.end()
  })
  await listen(admin, socket)
  expect(await runHttp({ ...LOAD, url: `http://unix:${socket}:/load?x=1` }, makeContext())).toBe('status 200')
  expect(urls).toEqual(['POST /load?x=1'])
})

test('an unexpected status fails with the beginning of the answer', async () => {
  const url = await startAdmin((_, response) => response.writeHead(400).end('loading config: unknown field'))
  const error = await failure(runHttp({ ...LOAD, url }, makeContext()))
  expect(error.message).toContain('expected status 200–299, found status 400 with "loading config: unknown field"')
})

test('a status that the scenario expects is a good one', async () => {
  const url = await startAdmin((_, response) => response.writeHead(409).end())
  expect(await runHttp({ ...LOAD, url, status: [{ from: 409, to: 409 }] }, makeContext())).toBe('status 409')
})

test('an admin API that hangs, before or within its answer, fails at the limit', async () => {
  const silent = await startAdmin(() => undefined)
  const slow = await startAdmin((_, response) => response.writeHead(200, { 'content-length': 10 }).write('half'))
  for (const url of [silent, slow]) {
    const error = await failure(runHttp({ ...LOAD, url, withinMs: 100 }, makeContext()))
    expect(error.message).toContain('expected a complete response within 100 ms, found nothing within 100 ms')
  }
})

test('a refused, a broken and a truncated answer fail', async () => {
  const refused = `http://127.0.0.1:${await closedPort()}`
  const broken = await start(createTcpServer((socket) => socket.once('data', () => socket.destroy())))
  const truncated = await start(
    createTcpServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')),
    ),
  )
  for (const url of [refused, broken, truncated]) {
    const error = await failure(runHttp({ ...LOAD, url }, makeContext()))
    expect(error.message).toContain('was not answered')
    expect(error.cause).toBeInstanceOf(Error)
  }
})

test('an abort ends the request', async () => {
  const abort = new AbortController()
  const url = await startAdmin(() => abort.abort())
  expect(await reasonOf(runHttp({ ...LOAD, url }, makeContext({ abort: abort.signal })))).toBe(abort.signal.reason)
})
