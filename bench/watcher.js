// What watching the target's processes and listeners costs, alone: node bench/watcher.js [ESTABLISHED] [TIME_WAIT] [SECONDS] [WORKERS]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { startClock, watchProcesses } from '../dist/parts.js'
import { client, median } from './measure.js'
import { startNginx } from './nginx.js'

const [established = 1000, timeWait = 5000, seconds = 10, workers = 4] = process.argv.slice(2).map(Number)
const KILLS = 10

async function holdConnections(url) {
  const args = [client('connections'), url, String(established), String(timeWait)]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return async () => {
    child.stdin.end()
    await once(child, 'exit')
  }
}

/** Share of one core that this process used while the work went on, percent. */
async function costOf(work) {
  const [cpu, from] = [process.cpuUsage(), performance.now()]
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return (100 * (user + system)) / 1000 / (performance.now() - from)
}

async function reload(nginx, watch) {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    watch.setSamplingRate('fast')
    process.kill(nginx.pid, 'SIGHUP')
    await sleep(2000)
    watch.setSamplingRate('slow')
  }
}

/** How long after a worker was killed its end was told, milliseconds. */
async function delays(events, watch, clock) {
  const found = []
  for (let i = 0; i < KILLS; i += 1) {
    let victim
    while (victim === undefined) {
      await sleep(500)
      victim = watch.living().findLast(({ command }) => command.includes('worker process'))
    }
    const killed = clock.now()
    process.kill(victim.pid, 'SIGKILL')
    await sleep(1000)
    const told = events.find(({ kind, pid, t }) => kind === 'process-ended' && pid === victim.pid && t >= killed)
    found.push(told.t - killed)
  }
  return found
}

const nginx = await startNginx({ workers, reuseport: true })
const events = []
const clock = startClock()
const watch = watchProcesses({
  clock,
  socket: { port: nginx.port, addresses: ['127.0.0.1'] },
  onEvent: (event) => events.push(event),
  feed: { started() {}, listening() {}, ended() {}, serving() {} },
})
try {
  watch.add(nginx.pid, true)
  const release = await holdConnections(nginx.url)
  await sleep(1500)
  const sockets = watch.living().reduce((sum, { listeners }) => sum + listeners.length, 0)
  const calm = await costOf(() => sleep(seconds * 1000))
  const busy = await costOf(() => reload(nginx, watch))
  const seen = await delays(events, watch, clock)
  await release()
  console.log(
    `${workers + 1} processes that hold ${sockets} listening sockets, ${established} connections established, ${timeWait} in TIME_WAIT\n`,
  )
  console.log('| calm, % of a core | reload every 2 s | end of a process seen after, ms, median | at most |')
  console.log('| ---: | ---: | ---: | ---: |')
  const numbers = [calm.toFixed(2), busy.toFixed(2), median(seen).toFixed(1), Math.max(...seen).toFixed(1)]
  console.log(`| ${numbers.join(' | ')} |`)
} finally {
  watch.close()
  await nginx.close()
}
