/** What a worker answers: see the list in cluster.mjs. Each answer tells its generation in X-Generation. */
import { createDownload } from './download.mjs'
import { createEvents } from './events.mjs'
import { createGrpc } from './grpc.mjs'
import { createSockets } from './sockets.mjs'

export function createEndpoints(generation) {
  const events = createEvents()
  const grpc = createGrpc()
  const sockets = createSockets(generation)
  let retiring = false

  const routes = {
    '/events': events.open,
    '/download': createDownload,
    '/upload': countUpload,
    '/grpc.health.v1.Health/Check': grpc.check,
    '/hitless.v1.Demo/Count': grpc.count,
    '/slow': (request, response, query) => setTimeout(hello, Number(query.get('ms') ?? 1000), request, response),
  }

  function hello(_request, response) {
    answer(response, `hello from generation ${generation}\n`)
  }

  function countUpload(request, response) {
    let bytes = 0
    request.on('data', (chunk) => {
      bytes += chunk.length
    })
    request.on('end', () => answer(response, String(bytes)))
  }

  function answer(response, text) {
    announceEnd(response)
    response.end(text)
  }

  /** Announced, the end of a keep-alive connection costs nobody a request: the client opens another one by itself. HTTP/2 has GOAWAY. */
  function announceEnd(response) {
    if (retiring && response.req.httpVersionMajor === 1) response.setHeader('Connection', 'close')
  }

  return {
    request(request, response) {
      const url = new URL(request.url ?? '/', 'http://localhost')
      response.setHeader('X-Generation', generation)
      announceEnd(response)
      const route = routes[url.pathname] ?? hello
      route(request, response, url.searchParams)
    },
    upgrade: sockets.upgrade,
    /** Says goodbye to those who would stay for ever; whatever has an end of its own is left to come to it. */
    retire() {
      retiring = true
      events.finish()
      grpc.finish()
      sockets.close()
    },
  }
}
