/**
 * A server for a pod, which looks after itself in a rollout, or with DRAIN and other variables does not.
 *
 *   node server.mjs [PORT]
 *
 * It answers what ../node/cluster.mjs does: /, /slow?ms=N, /events, /ws, /download, /upload, and /healthz for the probes.
 * As process 1 of its container it gets no default action for SIGTERM: without a handler the kubelet's signal does nothing (signal(7)).
 *
 * GENERATION   told in X-Generation: the manifest hands in the hash of the pod template, one for all pods of a rollout
 * WARM_UP_MS   for so long after it listens everything is answered with 503, also /healthz
 * CAPACITY     answers in a second; above that 503
 * DRAIN        what SIGTERM does. all: no new connections, every client is told, and what is in flight is finished;
 *              requests: the same, but WebSockets and event streams are told nothing and stay; none: the process ends at once
 */
import { createServer } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createEndpoints } from '../node/endpoints.mjs'

const { GENERATION = '1', WARM_UP_MS = '0', CAPACITY = 'Infinity', DRAIN = 'all' } = process.env
const port = Number(process.argv[2] ?? 8080)
/** How long silent keep-alive connections may stay before they are closed. */
const IDLE_LIMIT_MS = 2_000
const IDLE_CHECK_MS = 200

const endpoints = createEndpoints(GENERATION)
const takes = limitRate(Number(CAPACITY))
let warm = false
let leaving = false

const server = createServer((request, response) => {
  if (leaving) response.setHeader('Connection', 'close')
  if (!warm) refuse(response, 'warming up')
  else if (request.url !== '/healthz' && !takes()) refuse(response, 'at capacity')
  else endpoints.request(request, response)
})
server.on('upgrade', endpoints.upgrade)
server.keepAliveTimeout = 60_000

process.on('SIGTERM', () => {
  console.log(`generation ${GENERATION} is told to leave`)
  if (DRAIN === 'none') process.exit(0)
  if (!leaving) void leave()
})

server.listen({ port, backlog: 4096 }, () => {
  console.log(`generation ${GENERATION} listens on port ${port}`)
  setTimeout(() => {
    warm = true
  }, Number(WARM_UP_MS))
})

async function leave() {
  leaving = true
  // http.Server's own close() would cut idle connections at once, and with them the requests just on their way.
  const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve))
  if (DRAIN === 'all') endpoints.retire()
  await Promise.race([closed, sleep(IDLE_LIMIT_MS)])
  setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS)
  server.closeIdleConnections()
  await closed
  process.exit(0)
}

function refuse(response, why) {
  response.writeHead(503, { 'X-Generation': GENERATION })
  response.end(`${why}\n`)
}

/** Whether one more fits into so many a second: a bucket that holds those of half a second. */
function limitRate(rate) {
  let left = rate / 2
  let last = Date.now()
  return () => {
    const now = Date.now()
    left = Math.min(rate / 2, left + (rate * (now - last)) / 1_000)
    last = now
    if (left < 1) return false
    left -= 1
    return true
  }
}
