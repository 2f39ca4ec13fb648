import type { Socket } from 'node:net'

/**
 * Whether what Node calls the end of the stream was an RST. libuv takes EPOLLHUP after a partial read for the end
 * (uv__stream_io), and so reports an RST that arrived together with data as a FIN. A socket that was reset has no peer any
 * more (getpeername(2): ENOTCONN), one that got a FIN still has. To be asked before Node answers the end with a FIN of its own.
 */
export function wasReset(socket: Socket): boolean {
  return socket.remotePort === undefined
}

export function resetError(): NodeJS.ErrnoException {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
}
