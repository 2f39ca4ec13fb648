/**
 * A single Node server that on SIGTERM stops listening, finishes what it has begun and ends. It answers as cluster.mjs does; its
 * generation is its process id.
 *
 *   node drain.mjs PORT
 */
import { createApp } from './app.mjs'

const app = createApp(String(process.pid))

process.once('SIGTERM', async () => {
  await app.retire()
  process.exit(0)
})

app.server.listen({ port: Number(process.argv[2] ?? 3000), host: '127.0.0.1', backlog: 4096 })
