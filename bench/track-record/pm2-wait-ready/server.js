// What pm2 2.x did with `wait_ready`: a reload ends the old process at once, and the new one takes a second until it is ready.
import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { note } from '../account.js'

if (cluster.isPrimary) {
  let started = Date.now()
  let current = cluster.fork()
  process.on('SIGHUP', () => {
    current.process.kill('SIGTERM')
    started = Date.now()
    current.once('exit', () => {
      current = cluster.fork({ AFTER: '1000' })
      current.once('listening', () => note('down-ms', Date.now() - started))
    })
  })
} else setTimeout(serve, Number(process.env.AFTER ?? 0))

function serve() {
  const server = createServer((_request, response) => response.setHeader('X-Worker', process.pid).end('hello\n'))
  process.on('SIGTERM', () => server.close(() => process.exit(0)))
  server.listen(Number(process.argv[2]), '127.0.0.1')
}
