// Closed loop through the load stage with its real recorder: node accounted.js URL SECONDS CONNECTIONS
import { prepare, readArguments, runFor } from './load.js'

const { url, seconds, connections } = readArguments()
const { load, clock, totals } = await prepare(url, { connections })
load.start(clock.now())
await runFor(seconds)
await load.stop()
const { begun, outcomes } = totals()
if (outcomes.ok !== begun) throw new Error(`expected ${begun} good answers, got ${JSON.stringify(outcomes)}`)
process.stdout.write(`${JSON.stringify({ requests: begun })}\n`)
process.exit(0)
