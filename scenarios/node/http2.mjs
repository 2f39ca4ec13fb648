import { constants, createServer } from 'node:http2'

/** RFC 9113 §6.8: no stream has a higher number, so this first GOAWAY refuses nothing that is on its way. */
const EVERY_STREAM = 2 ** 31 - 1
/** Longer than any client of this machine needs to hear the first GOAWAY and to stop opening streams. */
const SECOND_GOAWAY_MS = 1000

/** HTTP/2 in the clear, with prior knowledge (RFC 9113 §3.3). */
export function createHttp2(handler) {
  const server = createServer(handler)
  const sessions = new Set()
  let retiring = false
  server.on('session', (session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    session.on('error', () => session.destroy())
    if (retiring) bid(session)
  })

  /** The second GOAWAY names the last stream that came; the session ends when all of them are answered. */
  function bid(session) {
    session.goaway(constants.NGHTTP2_NO_ERROR, EVERY_STREAM)
    setTimeout(() => session.close(), SECOND_GOAWAY_MS)
  }

  return {
    listen: (options) => server.listen(options),
    /** Accepts nobody any more; resolves when everybody has gone. */
    retire() {
      retiring = true
      for (const session of sessions) bid(session)
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
