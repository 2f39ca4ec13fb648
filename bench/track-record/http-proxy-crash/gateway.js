// A gateway as one writes it with http-proxy: the one error handler answers with 500, on what is a response for requests, and a bare
// socket for upgrades, which has no writeHead().
//
//   node gateway.js PORT BACKEND
import { createServer, request } from 'node:http'
import { note } from '../account.js'

const [port, backend] = process.argv.slice(2).map(Number)
const server = createServer((incoming, response) => {
  const outgoing = ask(incoming, response)
  outgoing.on('response', (answer) => {
    response.writeHead(answer.statusCode, answer.headers)
    answer.pipe(response)
  })
})
server.on('upgrade', (incoming, socket) => {
  const outgoing = ask(incoming, socket)
  outgoing.on('upgrade', (answer, other) => {
    const headers = answer.rawHeaders.reduce((text, word, at) => text + word + (at % 2 === 0 ? ': ' : '\r\n'), '')
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n`)
    socket.pipe(other).pipe(socket)
    for (const [one, peer] of [
      [socket, other],
      [other, socket],
    ])
      one.on('error', () => peer.destroy())
  })
})
server.listen(port, '127.0.0.1')

function ask({ method, url, headers }, response) {
  const outgoing = request({ host: '127.0.0.1', port: backend, method, path: url, headers })
  outgoing.on('error', () => {
    if (response.writeHead === undefined) note('crashed')
    response.writeHead(500).end()
  })
  return outgoing.end()
}
