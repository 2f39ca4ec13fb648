import { createServer } from 'node:http2'

/** HTTP/2 in the clear, with prior knowledge (RFC 9113 §3.3). */
export function createHttp2(handler) {
  const server = createServer(handler)
  const sessions = new Set()
  let retiring = false
  server.on('session', (session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    session.on('error', () => session.destroy())
    if (retiring) session.close()
  })

  return {
    listen: (options) => server.listen(options),
    /**
     * Says GOAWAY, with the last stream that came, and finishes what came until then; resolves when everybody has gone. A request that
     * crosses with it is told apart and may be sent again (RFC 9113 §8.7): node:http2 cannot announce its leave beforehand, for after
     * its first GOAWAY it ignores new streams, whatever that named.
     */
    retire() {
      retiring = true
      for (const session of sessions) session.close()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
