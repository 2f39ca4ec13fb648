// Memory of a closed loop after the first minute and at the end: node --expose-gc memory.js URL SECONDS CONNECTIONS
import { prepare, readArguments, runFor } from './load.js'

const { url, seconds, connections } = readArguments()
const first = Math.min(60, seconds / 2)
const { load, clock, totals } = await prepare(url, { connections })
const look = () => {
  globalThis.gc()
  const { rss, heapUsed } = process.memoryUsage()
  return { rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20 }
}
load.start(clock.now())
await runFor(first)
const before = look()
await runFor(seconds - first)
const after = look()
await load.stop()
process.stdout.write(`${JSON.stringify({ first, seconds, before, after, requests: totals().begun })}\n`)
process.exit(0)
