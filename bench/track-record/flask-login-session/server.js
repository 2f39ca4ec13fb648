// A secret that is made anew by each process, as `SECRET_KEY = os.urandom(24)` makes it: cookies that the last process signed are worth
// nothing to the next one, which sends everybody to the login.
import cluster from 'node:cluster'
import { createHmac, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { note } from '../account.js'
import { replaceOnHup } from '../rolling.js'

cluster.schedulingPolicy = cluster.SCHED_NONE
if (cluster.isPrimary) replaceOnHup()
else serve()

function serve() {
  // The client of this scenario cannot log in: its session is the one that the first process would have made for it.
  const secret = cluster.worker.id === 1 ? 'the first' : randomBytes(24)
  const server = createServer((request, response) => {
    response.setHeader('X-Worker', process.pid)
    if (
      request.headers.cookie === `session=${sign('ann', 'the first')}` &&
      sign('ann', secret) === sign('ann', 'the first')
    ) {
      note('welcome')
      response.end('your cart\n')
      return
    }
    note('to-login')
    response.writeHead(302, { Location: '/login' }).end()
  })
  process.on('SIGTERM', () => server.close(() => process.exit(0)))
  server.listen(Number(process.argv[2]), '127.0.0.1')
}

function sign(user, secret) {
  return createHmac('sha256', secret).update(user).digest('hex')
}
