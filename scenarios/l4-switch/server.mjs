/**
 * One of the servers behind the switch.
 *
 *   node server.mjs ADDRESS PORT
 *
 * Once it gets TERM it answers each request with Connection: close, brings event streams and WebSockets to their proper end, and leaves when
 * its last connection has gone. It goes on accepting until then: that nobody new comes is the switch's business.
 */
import { createServer } from 'node:http'
import { createEndpoints } from '../node/endpoints.mjs'

const POLL_MS = 20

const [address, port] = process.argv.slice(2)
const generation = String(process.pid)
const endpoints = createEndpoints(generation)
const server = createServer({ keepAliveTimeout: 60_000 }, endpoints.request)
server.on('upgrade', endpoints.upgrade)
server.listen(Number(port), address, 4096, () => console.log(`generation ${generation} listens on ${address}`))

process.once('SIGTERM', () => {
  endpoints.retire()
  setInterval(() => server.getConnections((_error, open) => open === 0 && process.exit(0)), POLL_MS)
})
