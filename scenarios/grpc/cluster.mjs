/**
 * A gRPC server of grpc-js in a Node cluster: on SIGHUP every worker is replaced, one after the other, the next one listening before the
 * last one leaves.
 *
 *   node cluster.mjs PORT [WORKERS]
 *
 * grpc.health.v1.Health/Check   SERVING
 * grpc.health.v1.Health/Watch   SERVING at once, and nothing more until the worker leaves
 * hitless.v1.Demo/Slow          an empty message, after a second and a half
 * hitless.v1.Demo/Count         numbered messages, ten a second: 1, 2, 3 … in field 1
 *
 * A leaving worker ends its streams with UNAVAILABLE and then calls tryShutdown, which lets calls in flight end. All metadata carry
 * x-generation: the number of restarts that the worker has behind it, plus one.
 */
import cluster from 'node:cluster'
import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js'
import { numbered, SERVING } from '../node/grpc.mjs'
import { lead } from '../node/lead.mjs'

const port = Number(process.argv[2] ?? 50_051)
const workers = Number(process.argv[3] ?? 2)
const SLOW_MS = 1_500
const COUNT_MS = 100

cluster.schedulingPolicy = cluster.SCHED_NONE

if (cluster.isPrimary) lead({ workers, where: port })
else serve()

function serve() {
  const server = new Server()
  const streams = new Set()

  function greet(call) {
    const metadata = new Metadata()
    metadata.set('x-generation', process.env.GENERATION ?? '1')
    call.sendMetadata(metadata)
  }

  function answer(call, callback, message) {
    greet(call)
    callback(null, message)
  }

  /** Held open until its client goes, or this worker does. */
  function hold(call, onEnd = () => {}) {
    const end = () => {
      onEnd()
      streams.delete(end)
      call.emit('error', { code: status.UNAVAILABLE, details: 'service restart' })
    }
    streams.add(end)
    call.on('cancelled', () => {
      onEnd()
      streams.delete(end)
    })
  }

  function watch(call) {
    greet(call)
    call.write(SERVING)
    hold(call)
  }

  function count(call) {
    let n = 0
    const say = () => call.write(numbered(++n))
    greet(call)
    say()
    const timer = setInterval(say, COUNT_MS)
    hold(call, () => clearInterval(timer))
  }

  server.addService(
    { check: unary('/grpc.health.v1.Health/Check'), watch: stream('/grpc.health.v1.Health/Watch') },
    { check: (call, callback) => answer(call, callback, SERVING), watch },
  )
  server.addService(
    { slow: unary('/hitless.v1.Demo/Slow'), count: stream('/hitless.v1.Demo/Count') },
    { slow: (call, callback) => setTimeout(answer, SLOW_MS, call, callback, Buffer.alloc(0)), count },
  )

  process.on('message', (message) => {
    if (message !== 'retire') return
    for (const end of streams) end()
    server.tryShutdown(() => process.exit(0))
  })
  // A terminal sends Ctrl-C and hang-ups to the whole group; only the primary decides.
  process.on('SIGHUP', () => {})
  server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error) => {
    if (error) throw error
  })
}

/** Messages as bytes: these need no .proto. */
function unary(path) {
  const asIs = (bytes) => bytes
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  }
}

function stream(path) {
  return { ...unary(path), responseStream: true }
}
