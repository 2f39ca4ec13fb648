import { createServer } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createEndpoints } from './endpoints.mjs'

/** How long a retiring server waits for silent keep-alive connections to speak before it closes them. */
const IDLE_LIMIT_MS = 2_000
const IDLE_CHECK_MS = 200

/** An HTTP server with the endpoints of cluster.mjs, and a way to leave without losing a request. The caller listens, and exits. */
export function createApp(generation) {
  const endpoints = createEndpoints(generation)
  const server = createServer(endpoints.request)
  server.on('upgrade', endpoints.upgrade)
  server.keepAliveTimeout = 60_000

  return {
    server,
    handler: endpoints.request,
    /** Accepts nobody any more; resolves when everybody has gone. */
    async retire() {
      // http.Server's own close() would cut idle connections at once, and with them the requests just on their way.
      const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve))
      endpoints.retire()
      await Promise.race([closed, sleep(IDLE_LIMIT_MS)])
      // Transfers still on their way leave an idle connection each when they are done.
      setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS).unref()
      server.closeIdleConnections()
      await closed
    },
  }
}
