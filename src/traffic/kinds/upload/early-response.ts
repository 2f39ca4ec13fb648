import type { Socket } from 'node:net'

type WriteCallback = (error?: Error | null) => void

/**
 * Lets what the server said last be read although writing to it fails: a server that answers early and closes its end while we
 * still send is a response followed by an RST, and node destroys a socket on a failed write, with the response unread
 * in it. A failure is held back; reading then meets the same end, after all that came before it (tcp(7): data that had arrived is still given
 * out). Returns what lets go of a held failure.
 */
export function keepEarlyResponse(socket: Socket): () => void {
  let letGo: (() => void) | undefined
  const hold =
    (callback: WriteCallback): WriteCallback =>
    (error) => {
      if (error === undefined || error === null) callback()
      else letGo = () => callback(error)
    }
  /* oxlint-disable eslint/no-underscore-dangle -- stream.Writable's documented hooks: a failed write reaches the stream only through their callbacks */
  const write = socket._write.bind(socket)
  const writev = socket._writev?.bind(socket)
  socket._write = (chunk, encoding, callback) => write(chunk, encoding, hold(callback))
  if (writev !== undefined) socket._writev = (chunks, callback) => writev(chunks, hold(callback))
  /* oxlint-enable eslint/no-underscore-dangle */
  return () => letGo?.()
}
