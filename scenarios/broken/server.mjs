/**
 * A single Node server that does nothing about being restarted: no signal handler, no drain.
 *
 *   node server.mjs PORT          or PORT=N node server.mjs
 *
 * GET / and /slow?ms=N answer with X-Generation: the process id.
 */
import { createServer } from 'node:http'

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  response.setHeader('X-Generation', String(process.pid))
  const delay = url.pathname === '/slow' ? Number(url.searchParams.get('ms') ?? 1000) : 0
  if (delay > 0) setTimeout(() => response.end('hello, late\n'), delay)
  else response.end('hello\n')
})
server.listen(Number(process.env.PORT ?? process.argv[2] ?? 3000), '127.0.0.1')
