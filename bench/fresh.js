// New connections per second of processor time: the probe `fresh` at a rate, beside hey without keep-alive, interleaved.
// node bench/fresh.js [REPETITIONS] [SECONDS] [RATE]
import { client, measure, median } from './measure.js'
import { startNginx } from './nginx.js'

const [repetitions = 3, seconds = 4, rate = 1500] = process.argv.slice(2).map(Number)
const nginx = await startNginx()
const runs = []
try {
  for (let i = 0; i < repetitions; i += 1) {
    const ours = await measure(process.execPath, [client('fresh'), nginx.url, String(seconds), String(rate)])
    const hey = await measure('hey', ['-z', `${seconds}s`, '-c', '20', '-disable-keepalive', nginx.url])
    const made = JSON.parse(ours.out).requests
    const madeByHey = Number(/\[200]\s+(\d+) responses/.exec(hey.out)?.[1])
    runs.push({ perSecond: made / seconds, ours: made / ours.cpuSeconds, hey: madeByHey / hey.cpuSeconds })
  }
} finally {
  await nginx.close()
}
console.log(`${repetitions} repetitions of ${seconds} s, wanted ${rate}/s; medians\n`)
console.log('| made/s | fresh, per second of CPU | hey | fresh to hey |\n| ---: | ---: | ---: | ---: |')
const cells = ['perSecond', 'ours', 'hey'].map((key) => Math.round(median(runs.map((run) => run[key]))))
console.log(`| ${cells.join(' | ')} | ${median(runs.map((run) => run.ours / run.hey)).toFixed(2)} |`)
