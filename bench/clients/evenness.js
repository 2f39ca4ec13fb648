// How long after it was due each request of an open loop was written: node evenness.js URL SECONDS CONNECTIONS RATE
import { prepare, readArguments, runFor } from './load.js'

const { url, seconds, connections } = readArguments()
const rate = Number(process.argv[5])
const late = []
// Nothing is as expected, so each attempt is handed over with all its times.
const settle = ({ due, sent }) => late.push(sent - due)
const recorder = { traffic: () => ({ begin() {}, ok() {}, settle }), event() {}, flush() {}, close() {} }
const { load, clock, totals } = await prepare(url, { connections, rate, status: { from: 299, to: 299 }, recorder })
load.start(clock.now() + 100)
await runFor(seconds)
await load.stop()
totals()
late.sort((a, b) => a - b)
const at = (share) => late[Math.floor(late.length * share)]
const within = late.filter((ms) => ms <= 2).length / late.length
process.stdout.write(
  `${JSON.stringify({ requests: late.length, within, p50: at(0.5), p99: at(0.99), p999: at(0.999) })}\n`,
)
process.exit(0)
