// Node's own close(): it closes all idle connections at once. What clients had sent on them is not read, here what came in the 30 ms
// in which the server was busy.
import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { note } from '../account.js'
import { replaceOnHup } from '../rolling.js'

cluster.schedulingPolicy = cluster.SCHED_NONE
if (cluster.isPrimary) replaceOnHup()
else serve()

function serve() {
  const server = createServer((_request, response) => {
    note('begun')
    response.once('finish', () => note('done'))
    response.setHeader('X-Worker', process.pid).end('hello\n')
  })
  process.on('SIGTERM', () => {
    const until = Date.now() + 30
    while (Date.now() < until);
    server.close(() => process.exit(0))
  })
  server.listen(Number(process.argv[2]), '127.0.0.1')
}
