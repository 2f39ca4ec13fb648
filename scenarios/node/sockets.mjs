import { WebSocketServer } from 'ws'

/** RFC 6455 §7.4, and the registry that it set up: the service restarts, come again. */
const SERVICE_RESTART = 1012
/** How long a client may take to answer a close frame. */
const CLOSE_LIMIT_MS = 2_000

/** WebSockets that send back what they are sent, on any path that is asked to be upgraded. */
export function createSockets(generation) {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  let closing = false
  server.on('headers', (headers) => headers.push(`X-Generation: ${generation}`))
  server.on('connection', (socket) => {
    socket.on(
      'message',
      (data, isBinary) => socket.readyState === socket.OPEN && socket.send(data, { binary: isBinary }),
    )
    socket.on('error', () => socket.terminate())
    if (closing) bid(socket)
  })

  function bid(socket) {
    socket.close(SERVICE_RESTART, 'service restart')
    setTimeout(() => socket.terminate(), CLOSE_LIMIT_MS).unref()
  }

  return {
    upgrade: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened, request)),
    /** Tells every client that this process leaves, with the code that makes them connect again. */
    close() {
      closing = true
      for (const socket of server.clients) bid(socket)
    },
  }
}
