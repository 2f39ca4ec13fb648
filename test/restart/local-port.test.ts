import { expect, test } from 'vitest'
import { awaitLocalPort } from '../../src/restart/local-port.ts'
import { fakeTime } from './fake-time.ts'

const failWith = (code: string) => Promise.reject(Object.assign(new Error(`connect ${code}`), { code }))

function setUp() {
  const time = fakeTime()
  return { now: time.now, context: { ...time.context, abort: new AbortController().signal } }
}

test('a connection waits for a local port', async () => {
  const { now, context } = setUp()
  const connect = () => (now() < 100 ? failWith('EADDRNOTAVAIL') : Promise.resolve('connected'))
  expect(await awaitLocalPort(context, 1000, connect)).toBe('connected')
})

test('a refused connection is not repeated', async () => {
  const { now, context } = setUp()
  await expect(awaitLocalPort(context, 1000, () => failWith('ECONNREFUSED'))).rejects.toThrow('ECONNREFUSED')
  expect(now()).toBe(0)
})

test('ports that stay used up are said to be', async () => {
  const { now, context } = setUp()
  const error: unknown = await awaitLocalPort(context, 1000, () => failWith('EADDRNOTAVAIL')).catch((e: unknown) => e)
  expect(error).toMatchObject({
    message: expect.stringContaining('no free local port'),
    cause: { code: 'EADDRNOTAVAIL' },
  })
  expect(now()).toBe(1000)
})
