import { createServer } from 'node:net'

/**
 * grpc-js opens a TCP connection by itself before it asks its credentials for what to speak on. It may have one that leads
 * nowhere, on this machine: the real one was opened before, and watched from its first byte on.
 */
export interface Landing {
  /** A target for a channel. */
  address: string
  close(): void
}

export async function openLanding(): Promise<Landing> {
  const server = createServer((socket) => socket.on('error', () => {}).resume())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { address: `127.0.0.1:${port}`, close: () => void server.close() }
}
