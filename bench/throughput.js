// Requests per second of processor time: the accounted autocannon beside its peers, interleaved.
// node bench/throughput.js [REPETITIONS] [SECONDS] [CONNECTIONS]
import { client, measure, median } from './measure.js'
import { startNginx } from './nginx.js'

const [repetitions = 5, seconds = 5, connections = 50] = process.argv.slice(2).map(Number)
const s = String(seconds)
const c = String(connections)

const CLIENTS = {
  accounted: (url) => measure(process.execPath, [client('accounted'), url, s, c]).then(ofJson),
  bare: (url) => measure(process.execPath, [client('bare'), url, s, c]).then(ofJson),
  hey: (url) => measure('hey', ['-z', `${s}s`, '-c', c, url]).then((run) => ofText(run, /\[200]\s+(\d+) responses/)),
  wrk: (url) => measure('wrk', ['-t1', '-c', c, '-d', `${s}s`, url]).then((run) => ofText(run, /(\d+) requests in/)),
}

function ofJson({ out, cpuSeconds }) {
  return perCore(JSON.parse(out).requests, cpuSeconds)
}

function ofText({ out, cpuSeconds }, pattern) {
  return perCore(Number(pattern.exec(out)?.[1]), cpuSeconds)
}

function perCore(requests, cpuSeconds) {
  return { perSecond: requests / seconds, perCore: requests / cpuSeconds }
}

const nginx = await startNginx()
const runs = Object.fromEntries(Object.keys(CLIENTS).map((name) => [name, []]))
try {
  for (let i = 0; i < repetitions; i += 1) {
    for (const [name, run] of Object.entries(CLIENTS)) runs[name].push(await run(nginx.url))
  }
} finally {
  await nginx.close()
}

const rows = Object.entries(runs).map(([name, results]) => {
  const ratios = results.map((result, i) => runs.accounted[i].perCore / result.perCore)
  return [name, median(results.map((r) => r.perSecond)), median(results.map((r) => r.perCore)), median(ratios)]
})
console.log(`${repetitions} repetitions of ${seconds} s, ${connections} connections, nginx with one worker; medians\n`)
console.log('| client | requests/s | requests per second of CPU | accounted to this |\n| --- | ---: | ---: | ---: |')
for (const [name, rate, core, ratio] of rows) {
  console.log(`| ${name} | ${Math.round(rate)} | ${Math.round(core)} | ${ratio.toFixed(2)} |`)
}
