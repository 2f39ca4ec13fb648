import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runSend } from '../../../src/restart/steps/send.ts'
import { cleanUp, closedPort, failure, listen, makeContext, makeFolder, reasonOf, until } from '../support.ts'

const SEND = { kind: 'send', data: 'reload\n', withinMs: 5000 } as const

/** A control socket that keeps what it got; `FIN` is the end of what the client sends. */
async function startControl(answer: (socket: Socket, line: string) => void, path?: string) {
  const got: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.setEncoding('utf8')
    socket.on('data', (line: string) => {
      got.push(line)
      answer(socket, line)
    })
    socket.on('end', () => got.push('FIN'))
    socket.on('error', (error: Error) => got.push(error.message))
    socket.on('close', () => got.push('closed'))
  })
  const port = await listen(server, path)
  cleanUp(() => {
    for (const socket of sockets) socket.destroy()
  })
  return { got, to: { host: '127.0.0.1', port } }
}

test('sends to a Unix socket and half-closes it', async () => {
  const folder = makeFolder()
  const { got } = await startControl(() => undefined, join(folder, 'c.sock'))
  expect(await runSend({ ...SEND, to: { unix: 'c.sock' } }, makeContext({ cwd: folder }))).toBeUndefined()
  await until(() => got.length === 2)
  expect(got).toEqual(['reload\n', 'FIN'])
})

test('an unexpected answer does not reset the connection', async () => {
  const { got, to } = await startControl((socket) => {
    socket.write('ok\n')
    setTimeout(() => socket.end('bye\n'), 50)
  })
  await runSend({ ...SEND, to }, makeContext())
  await until(() => got.includes('closed'))
  expect(got).toEqual(['reload\n', 'FIN', 'closed'])
})

test('waits for the answer, in however many pieces, and half-closes after it', async () => {
  const { got, to } = await startControl((socket) => {
    socket.write('Suc')
    setTimeout(() => socket.write('cess=1\n'), 30)
  })
  expect(await runSend({ ...SEND, to, expect: 'Success=\\d' }, makeContext())).toBe('answer "Success=1"')
  await until(() => got.length >= 2)
  expect(got).toEqual(['reload\n', 'FIN'])
})

test('another answer, and silence, fail with what came', async () => {
  const closing = await startControl((socket) => socket.end('Unknown command\n'))
  const first = await failure(runSend({ ...SEND, to: closing.to, expect: 'Success' }, makeContext()))
  expect(first.message).toContain(
    'expected an answer like /Success/, found "Unknown command\\n" (the connection was closed)',
  )
  const silent = await startControl(() => undefined)
  const second = await failure(runSend({ ...SEND, to: silent.to, expect: 'Success', withinMs: 100 }, makeContext()))
  expect(second.message).toContain('expected an answer like /Success/, found nothing within 100 ms')
})

test('asks again, each time on a new connection, until the answer is the wanted one', async () => {
  let load = 3
  const { got, to } = await startControl((socket) => socket.end(`load ${--load}\n`))
  expect(await runSend({ ...SEND, to, until: 'load 0' }, makeContext())).toBe('answer "load 0"')
  await until(() => got.filter((what) => what === 'closed').length === 3)
  expect(got.filter((what) => what === 'reload\n')).toHaveLength(3)
})

test('gives up asking with the last answer, or with what kept it from asking', async () => {
  const { got, to } = await startControl((socket) => socket.end('load 7\n'))
  const busy = await failure(runSend({ ...SEND, to, until: 'load 0', withinMs: 1000 }, makeContext()))
  expect(busy.message).toContain('expected an answer like /load 0/, found "load 7\\n" (the connection was closed)')
  expect(got.filter((what) => what === 'reload\n').length).toBeGreaterThan(1)
  const nobody = { host: '127.0.0.1', port: await closedPort() }
  const refused = await failure(runSend({ ...SEND, to: nobody, until: 'x', withinMs: 100 }, makeContext()))
  expect(refused.message).toContain('ECONNREFUSED')
})

test('rides over a server that is not there yet, where it asks again', async () => {
  const folder = makeFolder()
  const asked = runSend({ ...SEND, to: { unix: 'c.sock' }, until: 'ok' }, makeContext({ cwd: folder }))
  await startControl((socket) => socket.end('ok'), join(folder, 'c.sock'))
  expect(await asked).toBe('answer "ok"')
})

test('a connection that is refused, or a socket that is not there, fails', async () => {
  const port = await closedPort()
  const refused = await failure(runSend({ ...SEND, to: { host: '127.0.0.1', port } }, makeContext()))
  expect(refused.message).toContain('ECONNREFUSED')
  expect(refused.cause).toMatchObject({ code: 'ECONNREFUSED' })
  const missing = await failure(runSend({ ...SEND, to: { unix: '/nowhere/c.sock' }, expect: 'x' }, makeContext()))
  expect(missing.message).toContain('ENOENT')
})

test.each(['expect', 'until'])('an abort ends the wait for an answer (%s)', async (how) => {
  const abort = new AbortController()
  const { to } = await startControl(() => abort.abort())
  const ended = reasonOf(runSend({ ...SEND, to, [how]: 'x' }, makeContext({ abort: abort.signal })))
  expect(await ended).toBe(abort.signal.reason)
})
