// As Fastify closes (return503OnClosing, on by default): from the moment of close() each request that still comes on a connection
// that is kept gets 503 and `Connection: close`, and idle connections stay until a client uses them or they time out.
import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { Server } from 'node:net'
import { note } from '../account.js'
import { replaceOnHup } from '../rolling.js'

cluster.schedulingPolicy = cluster.SCHED_NONE
if (cluster.isPrimary) replaceOnHup()
else serve()

function serve() {
  let closing = false
  const server = createServer((request, response) => {
    response.setHeader('X-Worker', process.pid)
    if (!closing) {
      response.end('hello\n')
      return
    }
    note('answered-503')
    response.writeHead(503, { Connection: 'close' }).end('{"statusCode":503}\n')
  })
  // net.Server.close() only: http.Server.close() of Node 19 and later closes idle connections as well.
  process.on('SIGTERM', () => {
    closing = true
    Server.prototype.close.call(server, () => process.exit(0))
  })
  server.listen(Number(process.argv[2]), '127.0.0.1')
}
