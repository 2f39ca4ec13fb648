// New connections per second of processor time: the probe `fresh` at a rate, beside hey without keep-alive, interleaved. What the start of
// the process and its first second cost is told apart by a second, shorter run.
// node bench/fresh.js [REPETITIONS] [SECONDS] [RATE]
import { client, measure, median } from './measure.js'
import { startNginx } from './nginx.js'

const [repetitions = 3, seconds = 8, rate = 1500] = process.argv.slice(2).map(Number)
const nginx = await startNginx()
const runs = []

async function measureFresh(length) {
  const run = await measure(process.execPath, [client('fresh'), nginx.url, String(length), String(rate)])
  return { made: JSON.parse(run.out).requests, cpu: run.cpuSeconds }
}

try {
  for (let i = 0; i < repetitions; i += 1) {
    const start = await measureFresh(1)
    const ours = await measureFresh(seconds)
    const hey = await measure('hey', ['-z', `${seconds}s`, '-c', '20', '-disable-keepalive', nginx.url])
    const madeByHey = Number(/\[200]\s+(\d+) responses/.exec(hey.out)?.[1])
    runs.push({
      perSecond: ours.made / seconds,
      ours: ours.made / ours.cpu,
      afterStart: (ours.made - start.made) / (ours.cpu - start.cpu),
      hey: madeByHey / hey.cpuSeconds,
    })
  }
} finally {
  await nginx.close()
}
const ratio = (key) => median(runs.map((run) => run[key] / run.hey)).toFixed(2)
const cells = ['perSecond', 'ours', 'afterStart', 'hey'].map((key) => Math.round(median(runs.map((run) => run[key]))))
console.log(`${repetitions} repetitions of ${seconds} s, wanted ${rate}/s; medians\n`)
console.log(
  '| made/s | fresh, per second of CPU | after its first second | hey | fresh to hey | after its first second |',
)
console.log('| ---: | ---: | ---: | ---: | ---: | ---: |')
console.log(`| ${cells.join(' | ')} | ${ratio('ours')} | ${ratio('afterStart')} |`)
