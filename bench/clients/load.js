import { setTimeout as sleep } from 'node:timers/promises'
import { ANY_SOURCE, createProbe, createRecorder, resolveEndpoint, startClock, watchStalls } from '../../dist/parts.js'

export function readArguments() {
  const [url, seconds, connections] = process.argv.slice(2)
  return { url, seconds: Number(seconds), connections: Number(connections) }
}

/** The load stage with the recorder of a traffic thread, whose entries are dropped here. */
export async function prepare(url, { connections, rate }) {
  const clock = startClock()
  const request = { method: 'GET', path: '/', headers: {}, weight: 1, expect: { status: [{ from: 100, to: 499 }] } }
  const traffic = {
    kind: 'http',
    name: 'http',
    connections,
    timeoutMs: 10_000,
    requests: [request],
    ...(rate && { rate }),
  }
  let total
  const post = (entries) => {
    total = entries.findLast(({ entry }) => entry === 'total') ?? total
  }
  const recorder = createRecorder({ clock, traffic: [traffic], post })
  const endpoint = await resolveEndpoint(url, { insecure: false })
  const stalls = watchStalls(clock, () => {})
  const context = { endpoint, clock, generation: { by: 'process' }, stalls, sources: ANY_SOURCE }
  const load = await createProbe({ ...context, spec: traffic, recorder, retrying: false, graceMs: 5_000 })
  const flusher = setInterval(() => recorder.flush(), 50)
  const totals = () => {
    clearInterval(flusher)
    recorder.close()
    return total
  }
  return { load, clock, totals }
}

export const runFor = (seconds) => sleep(seconds * 1_000)
