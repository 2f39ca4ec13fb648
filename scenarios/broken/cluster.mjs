/**
 * A Node cluster whose workers end as soon as they have nothing to do, as many examples have it: on SIGHUP a new worker listens before
 * an old one gets SIGTERM, and that one exits in the callback of its close().
 *
 *   node cluster.mjs PORT WORKERS rr|none
 *
 * The last argument is cluster.schedulingPolicy: who accepts, the primary ("rr", Node's default) or the workers ("none").
 */
import cluster from 'node:cluster'
import { createServer } from 'node:http'

const [port, workers, policy] = process.argv.slice(2)
cluster.schedulingPolicy = policy === 'none' ? cluster.SCHED_NONE : cluster.SCHED_RR

if (cluster.isPrimary) lead()
else serve()

function lead() {
  let restarting = Promise.resolve()
  for (let i = 0; i < Number(workers); i += 1) cluster.fork()
  process.on('SIGHUP', () => {
    restarting = restarting.then(replaceAll)
  })
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM')
    process.exit(0)
  })
}

async function replaceAll() {
  for (const old of Object.values(cluster.workers)) {
    await new Promise((resolve) => cluster.fork().once('listening', resolve))
    old.process.kill('SIGTERM')
    await new Promise((resolve) => old.once('exit', resolve))
  }
}

function serve() {
  const server = createServer((_request, response) => {
    response.setHeader('X-Generation', String(process.pid))
    response.end('hello\n')
  })
  process.on('SIGTERM', () => server.close(() => process.exit(0)))
  process.on('SIGHUP', () => {})
  server.listen({ port: Number(port), host: '127.0.0.1', backlog: 4096 })
}
