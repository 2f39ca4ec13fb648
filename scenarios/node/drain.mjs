/**
 * A single Node server that on SIGTERM or SIGINT stops listening, finishes what it has begun and ends. It answers as cluster.mjs does;
 * its generation is its process id.
 *
 *   node drain.mjs PORT          or PORT=N node drain.mjs
 */
import { createApp } from './app.mjs'

const app = createApp(String(process.pid))

for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void leave())

async function leave() {
  await app.retire()
  process.exit(0)
}

app.server.listen({ port: Number(process.env.PORT ?? process.argv[2] ?? 3000), host: '127.0.0.1', backlog: 4096 })
