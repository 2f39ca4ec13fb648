import { createRecorder, openJournal } from '../dist/parts.js'

const RESTART_EVERY_MS = 60_000
const WARMUP_MS = 1000
/** Share of the requests that each traffic makes. */
const SHARES = { http: 0.95, fresh: 0.03, keepalive: 0.02 }
const LIFELINES = 40

/**
 * The journal of a run of so many minutes, as a real recorder writes it: a restart a minute, the failures within its first 300 ms, event
 * streams that each restart ends. Latencies follow no server; only their number matters here.
 */
export async function writeLongRun(path, { minutes, requests, failures }) {
  const durationMs = minutes * 60_000
  const restarts = Array.from(
    { length: Math.max(1, Math.floor(durationMs / RESTART_EVERY_MS)) },
    (_, i) => 5000 + i * RESTART_EVERY_MS,
  )
  const journal = await openJournal(path)
  const traffic = [...Object.keys(SHARES), 'sse'].map((kind) => ({ name: kind, kind }))
  let now = 0
  const recorder = createRecorder({
    clock: { origin: 0n, now: () => now },
    post: (entries) => journal.append(entries),
    traffic,
  })
  recorder.measureFrom(WARMUP_MS)
  journal.append([runEntry(traffic, restarts.length), ...events(restarts, durationMs)])
  const generationAt = (t) => `gen-${1 + restarts.filter((begun) => begun + 120 <= t).length}`
  const rates = Object.entries(SHARES).map(([name, share]) => ({
    name,
    step: durationMs / (requests * share),
    next: 0,
  }))
  for (; now < durationMs; now += 100) {
    for (const rate of rates) answer(recorder, rate, now, generationAt(now))
    recorder.flush()
    // The journal is written by callbacks, which need a turn.
    if (now % 10_000 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  fail(recorder, restarts, failures)
  endLifelines(recorder, restarts, durationMs, generationAt)
  recorder.close()
  journal.append([{ entry: 'end', t: durationMs, interrupted: false }])
  await journal.close()
}

function answer(recorder, rate, from, generation) {
  const account = recorder.traffic(rate.name)
  for (; rate.next < from + 100; rate.next += rate.step) {
    const latency = 0.4 + ((rate.next * 7919) % 3) + ((rate.next * 104_729) % 997 < 1 ? 40 : 0)
    account.begin()
    account.ok({ due: rate.next - latency, end: rate.next, generation, newConnection: rate.name === 'fresh' })
  }
}

const ALWAYS = { method: 'GET', path: '/', bytesWritten: 61, bytesRead: 0, retryable: false }
const KINDS = [
  { ...ALWAYS, outcome: 'refused', phase: 'connect', code: 'ECONNREFUSED' },
  { ...ALWAYS, outcome: 'reset', phase: 'headers', code: 'ECONNRESET' },
  { ...ALWAYS, outcome: 'dropped', phase: 'headers' },
]

function fail(recorder, restarts, failures) {
  const names = Object.keys(SHARES)
  for (let i = 0; i < failures; i += 1) {
    const due = restarts[i % restarts.length] + 20 + ((i * 7919) % 200)
    const traffic = names[i % names.length]
    const connection = { id: i % 50, reused: i % 2 === 0, localPort: 30_000 + (i % 20_000) }
    const account = recorder.traffic(traffic)
    account.begin()
    account.settle({
      ...KINDS[(i >> 2) % KINDS.length],
      traffic,
      due,
      sent: due + 0.2,
      end: due + 1 + (i % 80),
      connection,
    })
  }
}

function endLifelines(recorder, restarts, durationMs, generationAt) {
  const edges = [WARMUP_MS, ...restarts.map((begun) => begun + 200), durationMs]
  for (let i = 0; i + 1 < edges.length; i += 1) {
    for (let id = 1; id <= LIFELINES; id += 1) {
      const closed = edges[i + 1] + id
      const last = i + 2 === edges.length
      const end = last
        ? { end: 'kept', by: 'client' }
        : { end: id % 4 === 0 ? 'cut' : 'graceful', by: 'server', sign: 'FIN' }
      recorder.lifeline({
        traffic: 'sse',
        kind: 'sse',
        id: i * LIFELINES + id,
        opened: edges[i] + id,
        closed,
        ...end,
        generation: generationAt(edges[i]),
      })
    }
  }
}

function events(restarts, durationMs) {
  const all = [
    { t: 0, kind: 'phase', phase: 'warmup' },
    { t: WARMUP_MS, kind: 'phase', phase: 'baseline' },
    { t: 10, kind: 'process-started', pid: 100, ppid: 1, command: 'server' },
    { t: 12, kind: 'listener-opened', pid: 100, inode: 1 },
  ]
  restarts.forEach((begun, i) => {
    const [old, index, pid] = [`gen-${i + 1}`, i + 1, 100 + i]
    all.push(
      { t: begun, kind: 'phase', phase: 'restart' },
      { t: begun, kind: 'restart-begun', index, old: [old] },
      { t: begun + 2, kind: 'step-done', index, step: 1, name: 'signal HUP', ms: 1, detail: `to pid ${pid}` },
      { t: begun + 40, kind: 'process-started', pid: pid + 1, ppid: pid, command: 'server' },
      { t: begun + 60, kind: 'listener-opened', pid: pid + 1, inode: 1 },
      { t: begun + 120, kind: 'takeover', index, generation: `gen-${i + 2}` },
      { t: begun + 150, kind: 'listener-closed', pid, inode: 1 },
      { t: begun + 900, kind: 'process-ended', pid, command: 'server', code: 0 },
      { t: begun + 900, kind: 'old-gone', index },
      {
        t: begun + 900,
        kind: 'restart-settled',
        index,
        observed: true,
        drained: true,
        old: [old],
        new: [`gen-${i + 2}`],
      },
      { t: begun + 901, kind: 'phase', phase: 'between' },
    )
  })
  all.push({ t: durationMs, kind: 'phase', phase: 'grace' })
  return all.map((event) => ({ entry: 'event', ...event }))
}

function runEntry(traffic, count) {
  const base = { requests: [], timeoutMs: 5000, connections: 50, rate: 1000, everyMs: 100, sources: [] }
  return {
    entry: 'run',
    schema: 'hitless.journal/1',
    id: 'long',
    startedAt: '2026-01-01T00:00:00.000Z',
    environment: { hitless: '0', node: process.version, autocannon: '9', os: 'Linux', cpus: 2, memoryBytes: 2 ** 33 },
    scenario: {
      name: 'a long run',
      requires: [],
      target: {
        command: 'server',
        cwd: '/',
        env: {},
        files: [],
        url: 'http://127.0.0.1:20000',
        tls: { insecure: false },
        ready: { by: 'tcp', withinMs: 1000 },
        generation: { by: 'header', name: 'X-Generation' },
        stop: { signal: 'SIGTERM', withinMs: 1000 },
      },
      traffic: traffic.map((one) => ({ ...base, ...one })),
      restart: { count, everyMs: RESTART_EVERY_MS, steps: [{ kind: 'signal', signal: 'SIGHUP', to: 'main' }] },
      timing: { warmupMs: WARMUP_MS, baselineMs: 4000, cooldownMs: 1000, graceMs: 1000 },
      sla: { availability: 0.9999, confidence: 0.95, clients: 'strict', drainMs: 30_000, require: ['replaced'] },
      text: 'name: a long run\n',
    },
  }
}
