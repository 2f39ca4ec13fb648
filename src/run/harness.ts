import { readEphemeralPorts } from '../linux/ports.ts'
import { countOpenFiles, readOpenFilesLimit } from '../linux/self.ts'
import { readSockets } from '../linux/sockstat.ts'
import type { Clock } from '../model/clock.ts'
import type { Entry } from '../model/entry.ts'
import type { ProcessLoad } from '../model/harness.ts'
import { watchStalls } from '../net/stall.ts'
import { SAMPLE_MS, watchLoad } from '../traffic/thread/load-watch.ts'

/**
 * Watches the harness itself for the length of a run: its main thread, and what its process uses. Records about once a second; the
 * threads of the traffic record themselves. Returns what ends it.
 */
export function watchHarness(clock: Clock, record: (entries: Entry[]) => void): () => void {
  const stalls = watchStalls(clock, (t, ms) =>
    record([{ entry: 'event', t, kind: 'harness-stalled', thread: 'main', ms }]),
  )
  const sampleThread = watchLoad({ thread: 'main', clock, stalls, takeSchedules: () => [] })
  const sampleProcess = watchProcess()
  const sample = () => {
    const thread = sampleThread()
    record([thread, { entry: 'harness', t: thread.t, ms: thread.ms, ...sampleProcess() }])
  }
  const timer = setInterval(sample, SAMPLE_MS).unref()
  return () => {
    clearInterval(timer)
    stalls.close()
    sample()
  }
}

/** What the process uses: processor time since the last time, and what is open now. */
function watchProcess(): () => ProcessLoad {
  const filesLimit = readOpenFilesLimit()
  const { first, last } = readEphemeralPorts()
  let before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    before = process.cpuUsage()
    const files = countOpenFiles()
    const sockets = readSockets()
    return {
      cpuMs: (user + system) / 1_000,
      ...(files !== undefined && { files }),
      ...(filesLimit !== undefined && Number.isFinite(filesLimit) && { filesLimit }),
      ...(sockets !== undefined && { ...sockets, ports: last - first + 1 }),
    }
  }
}
