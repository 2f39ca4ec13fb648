// How long after it was due each request of an open loop was written: node evenness.js URL SECONDS CONNECTIONS RATE
import { Socket } from 'node:net'
import { watchLateness } from './lateness.js'
import { prepare, readArguments, runFor } from './load.js'

const { url, seconds, connections } = readArguments()
const rate = Number(process.argv[5])
const { load, clock, totals } = await prepare(url, { connections, rate })
const lateness = watchLateness(seconds * rate, rate)
// Seen at the socket, so that it does not rest on what the load says of itself.
const { write } = Socket.prototype
Socket.prototype.write = function recordWrite(...args) {
  lateness.leave()
  return write.apply(this, args)
}
const start = performance.now() + 100
load.start(clock.now() + start - performance.now())
await runFor(seconds + 0.5)
await load.stop()
totals()
lateness.printSummary(start)
