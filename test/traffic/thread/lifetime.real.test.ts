import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { startClock } from '../../../src/model/clock.ts'
import { sleepUntil } from '../../../src/traffic/thread/lifetime.ts'

test('a loop that wakes late reads what has arrived before anything else', async () => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve))
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1').resume()
  const peer = await accepted
  await once(socket, 'connect')
  const clock = startClock()
  let ended = false
  socket.once('end', () => (ended = true))

  const woken = sleepUntil(clock, clock.now() + 1, new AbortController().signal)
  peer.destroy()
  const until = clock.now() + 100
  while (clock.now() < until);
  await woken

  expect(ended).toBe(true)
  socket.destroy()
  server.close()
})
