// What the machine allows: the same schedule by a bare timer of 1 ms, which for each arrival works for so long, microseconds:
// node timer.js SECONDS RATE [COST]
import { watchLateness } from './lateness.js'

const [seconds, rate, costUs = 0] = process.argv.slice(2).map(Number)
const arrivals = seconds * rate
const lateness = watchLateness(arrivals, rate)
const start = performance.now() + 100
let begun = 0

function tick() {
  for (const now = performance.now(); begun < arrivals && start + (begun * 1_000) / rate <= now; begun += 1) {
    lateness.leave()
    work()
  }
  if (begun < arrivals) setTimeout(tick, 1)
  else lateness.printSummary(start)
}

function work() {
  for (const end = performance.now() + costUs / 1_000; performance.now() < end; );
}

setTimeout(tick, 1)
