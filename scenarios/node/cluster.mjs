/**
 * A Node cluster that restarts without losing a request: on SIGHUP every worker is replaced, one after the other, the next
 * one listening before the last one leaves. The embedded default target of `hitless run`.
 *
 *   node cluster.mjs PORT [WORKERS] [--h2 PORT] [--tls PORT] [--tcp PORT]
 *
 * GET  /                    a short text
 * GET  /slow?ms=N           the same after N milliseconds
 * GET  /healthz             200 while it serves
 * GET  /events?every=N      numbered events, one every N milliseconds; a leaving worker finishes the stream
 * GET  /ws                  a WebSocket that sends back what it is sent; a leaving worker closes it with 1012
 * GET  /download?bytes=N    a body that tells its own offsets, see download.mjs; sent to its end in any case
 * POST /upload              the number of bytes received, when all of them have come
 *
 * On the port of --h2 the same over HTTP/2, and gRPC; a leaving worker says GOAWAY:
 *
 * grpc.health.v1.Health/Check   SERVING
 * hitless.v1.Demo/Count         numbered messages, ten a second: 1, 2, 3 … in field 1; a leaving worker ends the stream with UNAVAILABLE
 *
 * On that of --tls handshakes, whose sessions a
 * restart leaves valid. On that of --tcp what comes is sent back; a leaving worker just closes.
 *
 * Every response carries X-Generation: the number of restarts that its worker has behind it, plus one.
 */
import cluster from 'node:cluster'
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createApp } from './app.mjs'
import { createHttp2 } from './http2.mjs'
import { lead } from './lead.mjs'
import { createTcp } from './tcp.mjs'
import { createTls } from './tls.mjs'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { h2: { type: 'string' }, tls: { type: 'string' }, tcp: { type: 'string' } },
})
const port = Number(positionals[0] ?? 3000)
const workers = Number(positionals[1] ?? 2)

// With round robin the primary accepts for its workers, and a connection that it hands to a worker which is just leaving
// hangs. With SCHED_NONE the workers share the listening socket, and what one no longer accepts the others do.
cluster.schedulingPolicy = cluster.SCHED_NONE

if (cluster.isPrimary) lead({ workers, where: port, env: { TICKET_KEYS: randomBytes(48).toString('base64') } })
else serve()

function serve() {
  const app = createApp(process.env.GENERATION ?? '1')
  const others = listenElsewhere(app.handler)
  let retiring = false

  process.on('message', (message) => {
    if (message === 'retire' && !retiring) void retire()
  })
  // A terminal sends Ctrl-C and hang-ups to the whole group; only the primary decides.
  process.on('SIGHUP', () => {})

  async function retire() {
    retiring = true
    await Promise.all([app.retire(), ...others.map((other) => other.retire())])
    process.exit(0)
  }

  app.server.listen(at(port))
}

/** The services that have a port of their own, where they are wanted. */
function listenElsewhere(handler) {
  const ticketKeys = Buffer.from(process.env.TICKET_KEYS ?? '', 'base64')
  const makers = { h2: () => createHttp2(handler), tls: () => createTls(ticketKeys), tcp: createTcp }
  return Object.entries(values).map(([name, other]) => {
    const service = makers[name]()
    service.listen(at(Number(other)))
    return service
  })
}

/** After a restart everybody connects at once. */
function at(number) {
  return { port: number, host: '127.0.0.1', backlog: 4096 }
}
