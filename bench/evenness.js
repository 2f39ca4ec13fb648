// How evenly an open loop sends: node bench/evenness.js [RATE] [SECONDS] [CONNECTIONS]
import { client, measure } from './measure.js'
import { startNginx } from './nginx.js'

const [rate = 5_000, seconds = 10, connections = 50] = process.argv.slice(2).map(Number)
const nginx = await startNginx()
try {
  const { out } = await measure(
    process.execPath,
    [client('evenness'), nginx.url, seconds, connections, rate].map(String),
  )
  const { requests, within, p50, p99, p999 } = JSON.parse(out)
  console.log(`${requests} requests at ${rate}/s over ${connections} connections; written after they were due, ms\n`)
  console.log('| within 2 ms | median | p99 | p99.9 |\n| ---: | ---: | ---: | ---: |')
  console.log(`| ${(within * 100).toFixed(2)} % | ${p50.toFixed(2)} | ${p99.toFixed(2)} | ${p999.toFixed(2)} |`)
} finally {
  await nginx.close()
}
