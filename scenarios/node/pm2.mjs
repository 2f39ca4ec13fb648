/**
 * What pm2 keeps two of: a server that drains on SIGINT, with which pm2 asks a process to leave. It answers as cluster.mjs does; its
 * generation is its process id. node pm2.mjs PORT
 */
import { createApp } from './app.mjs'

const app = createApp(String(process.pid))

process.once('SIGINT', async () => {
  await app.retire()
  process.exit(0)
})

app.server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 })
