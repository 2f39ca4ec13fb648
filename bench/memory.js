// Memory after the first minute and at the end of sustained load: node bench/memory.js [SECONDS] [CONNECTIONS]
import { client, measure } from './measure.js'
import { startNginx } from './nginx.js'

const [seconds = 120, connections = 50] = process.argv.slice(2).map(Number)
const nginx = await startNginx()
try {
  const args = ['--expose-gc', client('memory'), nginx.url, seconds, connections].map(String)
  const { first, before, after, requests } = JSON.parse((await measure(process.execPath, args)).out)
  console.log(`${requests} requests in ${seconds} s over ${connections} connections; after a collection, MiB\n`)
  console.log('| after | heap | resident |\n| ---: | ---: | ---: |')
  console.log(`| ${first} s | ${before.heap.toFixed(1)} | ${before.rss.toFixed(1)} |`)
  console.log(`| ${seconds} s | ${after.heap.toFixed(1)} | ${after.rss.toFixed(1)} |`)
} finally {
  await nginx.close()
}
