// WebSockets and event streams held through a restart of the embedded server: node bench/lifelines.js [OF EACH KIND]
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const connections = Number(process.argv[2] ?? 10_000)
const PORT = 23_902
const WORKERS = 4
const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'hitless-bench-'))

const target = `
  url: http://127.0.0.1:${PORT}
  generation: { header: X-Generation }`
const sla = 'sla: { availability: 99%, confidence: none, drain: 120s }'

// Two runs at the same time, one for each kind: a process may often not have as many files open as both kinds need.
const websocket = `
name: websocket
target: ${target}
  command: node ${path('scenarios/node/cluster.mjs')} ${PORT} ${WORKERS}
  ready: { path: /healthz, within: 20s }
traffic: { websocket: { connections: ${connections}, every: 10s, timeout: 60s, path: /ws } }
restart: { count: 1, steps: [{ signal: HUP }, { wait: { generation: new, within: 60s } }] }
timing: { warmup: 50s, baseline: 1s, cooldown: 40s, grace: 60s }
${sla}`

// This one attaches to the target of the other, and waits for its restart.
const sse = `
name: sse
target: ${target}
traffic: { sse: { connections: ${connections}, every: 20s, timeout: 60s, path: '/events?every=10000' } }
restart: { count: 1, steps: [{ wait: { generation: new, within: 120s } }] }
timing: { warmup: 35s, baseline: 1s, cooldown: 15s, grace: 60s }
${sla}`

/** Runs hitless, and tells its memory, MiB: before the first connection, with all of them before the restart, at most. */
function run(name, scenario) {
  const file = join(folder, `${name}.yaml`)
  const out = join(folder, name)
  mkdirSync(out)
  writeFileSync(file, scenario)
  const child = spawn(process.execPath, [path('dist/cli/main.js'), 'run', file, '--out', out], { stdio: 'pipe' })
  const memory = { before: 0, held: 0, most: 0 }
  let said = ''
  child.stdout.resume()
  child.stderr.on('data', (chunk) => {
    said += chunk
    if (memory.before === 0 && said.includes('warm-up')) memory.before = resident(child.pid)
    if (memory.held === 0 && said.includes('restart 1/1')) memory.held = resident(child.pid)
  })
  const watch = setInterval(() => (memory.most = Math.max(memory.most, resident(child.pid))), 500)
  const ended = new Promise((resolve, reject) =>
    child.once('exit', () => {
      clearInterval(watch)
      const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))
      if (report.lifelines.length === 0) return reject(new Error(`no lifeline was opened:\n${said}`))
      resolve({ name, memory, report })
    }),
  )
  const warm = new Promise((resolve) => child.stderr.on('data', () => said.includes('warm-up') && resolve()))
  return { ended, warm }
}

function resident(pid) {
  try {
    // A process that has just ended has no memory any more.
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

try {
  const first = run('websocket', websocket)
  await Promise.race([first.warm, first.ended])
  const second = run('sse', sse)
  const runs = await Promise.all([first.ended, second.ended])
  console.log('| kind | opened | kept | graceful | cut | stalled | lost | unanswered | `local` | unserved p50 | max |')
  console.log(`|${' --- |'.repeat(11)}`)
  for (const { report } of runs) {
    const [{ kind, opened, kept, graceful, cut, stalled, messages, withoutServiceMs: ms }] = report.lifelines
    const { local } = report.outcomes
    const times = ms === null ? ['–', '–'] : [`${Math.round(ms.p50)} ms`, `${Math.round(ms.max)} ms`]
    console.log(
      `| ${[kind, opened, kept, graceful, cut, stalled, messages.lost, messages.unanswered, local, ...times].join(' | ')} |`,
    )
  }
  console.log('\n| kind | before, MiB | with all of them | a connection, KiB | at most, MiB | reasons |')
  console.log(`|${' --- |'.repeat(6)}`)
  for (const { name, memory, report } of runs) {
    const each = ((memory.held - memory.before) * 1024) / connections
    const reasons = report.verdict.reasons.map(({ code, message }) => `${code}: ${message}`).join('; ')
    const numbers = [memory.before, memory.held, each, memory.most].map((n) => n.toFixed(1))
    console.log(`| ${[name, ...numbers, reasons].join(' | ')} |`)
  }
} finally {
  rmSync(folder, { recursive: true })
}
