import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { discoverProcesses } from '../evidence/process-discovery.ts'
import { createProcessSet } from '../evidence/process-set.ts'
import { signalProcess } from '../linux/signals.ts'
import { readStat } from '../linux/stat.ts'
import { readListeners } from '../linux/tcp-table.ts'
import { cleanFolder } from '../target/clean.ts'
import type { WatchdogMessage, WatchedTarget } from '../target/watchdog-client.ts'

/**
 * The watchdog, a program of its own: it waits until hitless has gone. If hitless could not report that it has ended the target
 * itself, the watchdog ends it, with everything that it became, and cleans up.
 */
const PATIENCE_MS = 10_000
const QUIET_ROUNDS = 3

const processes = createProcessSet()
let target: WatchedTarget | undefined

// A signal that ends hitless must not end its watchdog before the target is gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const message = parse(line)
  if (message) handle(message)
})
lines.on('close', () => void endTarget().finally(() => process.exit(0)))

/** The last line may be cut short where hitless was killed. */
function parse(line: string): WatchdogMessage | undefined {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both ends of the stream are of one build
    return JSON.parse(line) as WatchdogMessage
  } catch {
    return undefined
  }
}

function handle(message: WatchdogMessage): void {
  if (message.type === 'done') process.exit(0)
  if (message.type === 'target') target = message
  if (message.type === 'process') {
    const stat = { ...message.process, name: '', state: '', threads: 1 }
    processes.track(stat, { command: '', ours: true, seen: performance.now() })
  }
}

async function endTarget(): Promise<void> {
  if (!target) return
  const { marker, pidFile, clean } = target
  // The watchdog was there before the target: what is older does not belong to it.
  const notBefore = readStat(process.pid)?.startTicks ?? 0
  const options = { processes, marker, notBefore, now: () => performance.now() }
  const discovery = discoverProcesses(pidFile === undefined ? options : { ...options, pidFile })
  const deadline = performance.now() + PATIENCE_MS
  for (let quiet = 0; quiet < QUIET_ROUNDS && performance.now() < deadline; quiet += 1) {
    discovery.scanAll(listeningInodes())
    for (const found of processes.living()) {
      signalProcess(found, 'SIGKILL')
      quiet = -1
    }
    await sleep(50)
  }
  cleanFolder(clean)
}

/** Sockets on the target's port: a process that holds one and was started after the watchdog belongs to the target. */
function listeningInodes(): Set<number> {
  if (!target?.socket) return new Set()
  const { port, addresses } = target.socket
  const reachable = new Set(['0.0.0.0', '::', ...addresses])
  const entries = readListeners(port).filter(({ local }) => reachable.has(local.address))
  return new Set(entries.map(({ inode }) => inode))
}
