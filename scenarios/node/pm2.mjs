/**
 * What pm2 keeps two of: a server that drains on SIGINT, with which pm2 asks a process to leave. It answers as cluster.mjs does; its
 * generation is its process id. The environment variable PORT says where it listens.
 */
import { createApp } from './app.mjs'

const app = createApp(String(process.pid))

process.once('SIGINT', async () => {
  await app.retire()
  process.exit(0)
})

app.server.listen({ port: Number(process.env.PORT), host: '127.0.0.1', backlog: 4096 })
