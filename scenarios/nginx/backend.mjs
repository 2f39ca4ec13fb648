/**
 * What a proxy or balancer stands in front of: the endpoints of the embedded server, in one process that knows nothing of
 * restarts. A TERM ends it at once, with whatever it has in flight.
 *
 *   node backend.mjs PORT [PIDFILE]
 *
 * Every response carries X-Generation: the process id.
 */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createEndpoints } from '../node/endpoints.mjs'

const [port = '3000', pidFile] = process.argv.slice(2)
const endpoints = createEndpoints(String(process.pid))
const server = createServer(endpoints.request)
server.on('upgrade', endpoints.upgrade)
// Longer than any proxy keeps a connection that it does not use: who closes first is the proxy.
server.keepAliveTimeout = 60_000
server.listen({ port: Number(port), host: '127.0.0.1', backlog: 4096 }, () => {
  if (pidFile !== undefined) writeFileSync(pidFile, `${process.pid}\n`)
  console.log(`backend serves on ${port}`)
})
