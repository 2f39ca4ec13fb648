import { readFileSync } from 'node:fs'
import { createServer } from 'node:tls'

const PEM = readFileSync(new URL('../certificates/first.pem', import.meta.url))

/** TLS handshakes, and nothing to say after them. With the same keys in every generation, tickets outlive a restart. */
export function createTls(ticketKeys) {
  const server = createServer({ key: PEM, cert: PEM, ticketKeys }, (socket) => {
    socket.on('error', () => socket.destroy())
    socket.resume()
  })

  return {
    listen: (options) => server.listen(options),
    /** Accepts nobody any more; resolves when everybody has gone. */
    retire: () => new Promise((resolve) => server.close(resolve)),
  }
}
