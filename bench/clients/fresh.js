// A new connection for each request, through the probe with its real recorder: node fresh.js URL SECONDS RATE
import { setTimeout as sleep } from 'node:timers/promises'
import { ANY_SOURCE, createProbe, createRecorder, resolveEndpoint, startClock, watchStalls } from '../../dist/parts.js'

const [url, seconds, rate] = process.argv.slice(2)
const clock = startClock()
const request = { method: 'GET', path: '/', headers: {}, weight: 1, expect: { status: [{ from: 200, to: 200 }] } }
const spec = { kind: 'fresh', name: 'fresh', rate: Number(rate), sources: [], timeoutMs: 10_000, requests: [request] }
let total
const post = (entries) => {
  total = entries.findLast(({ entry }) => entry === 'total') ?? total
}
const recorder = createRecorder({ clock, traffic: [spec], post })
const endpoint = await resolveEndpoint(url, { insecure: false })
const context = {
  endpoint,
  clock,
  generation: { by: 'process' },
  stalls: watchStalls(clock, () => {}),
  sources: ANY_SOURCE,
}
const probe = await createProbe({ ...context, spec, recorder, retrying: false, graceMs: 5_000 })
probe.start(clock.now())
await sleep(Number(seconds) * 1_000)
await probe.stop()
recorder.close()
if (total.outcomes.ok !== total.begun)
  throw new Error(`expected ${total.begun} good answers, got ${JSON.stringify(total)}`)
process.stdout.write(`${JSON.stringify({ requests: total.begun })}\n`)
process.exit(0)
