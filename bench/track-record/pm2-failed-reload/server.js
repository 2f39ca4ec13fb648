// What `pm2 reload` does with a release that does not start: the old process is ended all the same, and the new one is started again
// and again until it is given up.
import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { note } from '../account.js'

const TRIES = 3

if (cluster.isPrimary) {
  const first = cluster.fork()
  process.on('SIGHUP', () => {
    first.process.kill('SIGTERM')
    tryNext(TRIES)
  })
} else if (process.env.BROKEN === 'yes') throw new Error('the next release does not load')
else serve()

function tryNext(left) {
  if (left === 0) return
  note('tried')
  cluster.fork({ BROKEN: 'yes' }).once('exit', () => tryNext(left - 1))
}

function serve() {
  const server = createServer((_request, response) => response.setHeader('X-Worker', process.pid).end('hello\n'))
  process.on('SIGTERM', () => server.close(() => process.exit(0)))
  server.listen(Number(process.argv[2]), '127.0.0.1')
}
