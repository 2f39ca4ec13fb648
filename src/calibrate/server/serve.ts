import type { ConnectionContext, Serve } from './connection-context.ts'
import { serveRequests } from './http1/serve.ts'
import { serveHttp2 } from './http2/serve.ts'
import { serveTcp } from './long-lived/echo.ts'
import { serveEvents } from './long-lived/events.ts'
import { serveWebsocket } from './long-lived/websocket.ts'
import { serveDownload } from './transfers/download.ts'
import { serveUpload } from './transfers/upload.ts'

/** What a client wants is known from its first line, so that one listener does for all. */
const BY_FIRST_LINE: [RegExp, Serve][] = [
  [/^GET \/download\b/, serveDownload],
  [/^POST \/upload\b/, serveUpload],
  [/^GET \/sse\b/, serveEvents],
  [/^GET \/websocket\b/, serveWebsocket],
  // The preface of HTTP/2 with prior knowledge (RFC 9113 §3.4).
  [/^PRI \* HTTP\/2/, serveHttp2],
  [/^\d+$/, serveTcp],
  [/^/, serveRequests],
]

export function serveConnection(connection: ConnectionContext): void {
  const { socket } = connection
  let start = Buffer.alloc(0)
  let take: ((chunk: Buffer) => void) | undefined
  socket.on('data', (chunk: Buffer) => {
    if (take !== undefined) return take(chunk)
    start = Buffer.concat([start, chunk])
    const lineEnd = start.indexOf('\n')
    if (lineEnd < 0) return
    take = choose(start.toString('latin1', 0, lineEnd).trimEnd())(connection)
    take(start)
  })
  socket.on('error', () => socket.destroy())
  socket.on('end', () => socket.end())
}

function choose(firstLine: string): Serve {
  return BY_FIRST_LINE.find(([pattern]) => pattern.test(firstLine))?.[1] ?? serveRequests
}
