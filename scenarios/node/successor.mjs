/**
 * A single Node server that on SIGHUP starts its successor, passes the listening socket to it, and leaves once that has it. It
 * answers as cluster.mjs does; its generation is its process id.
 *
 *   node successor.mjs PORT
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createApp } from './app.mjs'

const app = createApp(String(process.pid))
let handedOver = false

process.on('SIGHUP', () => {
  if (!handedOver) handOver()
})
process.once('SIGTERM', () => void leave())

// With a channel there is a predecessor, who sends the socket.
if (process.connected) succeed()
else app.server.listen({ port: Number(process.argv[2] ?? 3000), host: '127.0.0.1', backlog: 4096 })

/**
 * The socket is asked for only once somebody is there to take it: Node accepts connections on one that has come in a message, also
 * while the message waits for its listener, and those would hang.
 */
function succeed() {
  process.once('message', (_message, socket) => {
    app.server.listen(socket, () => process.send('listening', () => process.disconnect()))
  })
  process.send('ready')
}

function handOver() {
  handedOver = true
  const successor = fork(fileURLToPath(import.meta.url), { stdio: 'inherit' })
  successor.on('message', (message) => {
    // Over the channel, a Unix socket, goes a copy of the descriptor (SCM_RIGHTS, unix(7)); this process keeps its own until it leaves.
    if (message === 'ready') successor.send('take over', app.server)
    else void leave()
  })
  successor.once('exit', (code) => {
    if (!app.server.listening) return
    console.error(`the successor ended with ${code}; this one goes on`)
    handedOver = false
  })
}

async function leave() {
  await app.retire()
  process.exit(0)
}
