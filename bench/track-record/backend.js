// What stands behind a proxy: /slow takes two seconds, /ws sends back what it is sent. It notes each answer of /slow that it could give to
// no client, as the proxy had closed the connection.
//
//   node backend.js PORT
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { note } from './account.js'

const server = createServer((request, response) => {
  if (!request.url.startsWith('/slow')) {
    response.end('hello\n')
    return
  }
  response.once('close', () => note(response.writableFinished ? 'answered' : 'cut'))
  setTimeout(() => response.end('hello\n'), 2000)
})
new WebSocketServer({ server }).on('connection', (socket) => {
  socket.on('message', (data, binary) => socket.send(data, { binary }))
  socket.on('error', () => undefined)
  socket.on('close', (code) => note(`closed-${code}`))
})
server.keepAliveTimeout = 60_000
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 })
