import { createServer } from 'node:net'

/** A raw service: what comes is sent back. TCP has no way to say goodbye, so that whoever is still there is cut off. */
export function createTcp() {
  const sockets = new Set()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    // Not a pipe: it would stop reading once it cannot write any more, and never hear of the other side's end.
    socket.on('data', (chunk) => socket.writable && socket.write(chunk))
  })

  return {
    listen: (options) => server.listen(options),
    /** Accepts nobody any more; resolves when everybody has gone. */
    retire() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.end()
      return closed
    },
  }
}
