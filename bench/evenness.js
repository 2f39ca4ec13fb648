// How evenly an open loop sends, beside bare timers: node bench/evenness.js [RATE] [SECONDS] [CONNECTIONS] [REPETITIONS]
import { client, measure, median } from './measure.js'
import { startNginx } from './nginx.js'

const [rate = 5_000, seconds = 3, connections = 50, repetitions = 5] = process.argv.slice(2).map(Number)
const nginx = await startNginx()
const runs = { load: [], timer: [], 'busy timer': [] }

async function run(name, file, ...args) {
  const { out } = await measure(process.execPath, [client(file), ...args].map(String))
  const result = JSON.parse(out)
  runs[name].push(result)
  return result
}

try {
  for (let i = 0; i < repetitions; i += 1) {
    const { costUs } = await run('load', 'evenness', nginx.url, seconds, connections, rate)
    await run('timer', 'timer', seconds, rate)
    await run('busy timer', 'timer', seconds, rate, costUs)
  }
} finally {
  await nginx.close()
}

const percent = (share) => `${(share * 100).toFixed(2)} %`
console.log(
  `${repetitions} repetitions of ${seconds} s, ${rate}/s over ${connections} connections; medians; ms after due\n`,
)
console.log('| client | within 2 ms | worst to best | median | p99 | p99.9 | µs of CPU each | load to this |')
console.log(`|${' --- |'.repeat(8)}`)
for (const [name, results] of Object.entries(runs)) {
  const of = (key) => median(results.map((result) => result[key]))
  const shares = results.map(({ within }) => within)
  const range = `${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}`
  const times = ['p50', 'p99', 'p999'].map((key) => of(key).toFixed(2))
  const ratio = median(shares.map((within, i) => runs.load[i].within / within)).toFixed(3)
  console.log(`| ${[name, percent(of('within')), range, ...times, of('costUs').toFixed(0), ratio].join(' | ')} |`)
}
