import type { Report, RestartReport } from '../model/report.ts'
import { clean } from '../text/clean.ts'
import { formatDuration } from '../text/numbers.ts'
import { describeLosses } from './sla-sentences.ts'

/** How the restarts went, beside how it went before them. */

/** What was lost, and how slow the rest was: `3 of 2,345 requests lost: 3 reset · p99 12 ms`. */
export function describeService({ attempts, outcomes, latencyMs }: Served): string {
  const slowest = latencyMs === null ? '' : ` · p99 ${formatDuration(latencyMs.p99)}`
  return `${describeLosses({ attempts, outcomes })}${slowest}`
}

type Served = Pick<RestartReport, 'attempts' | 'outcomes' | 'latencyMs'>

/** The same of the time before any restart; empty where nothing was measured then. */
export function describeBaseline({ baseline, restarts }: Report): string {
  if (baseline.attempts === 0 || restarts.length === 0) return ''
  return `Before the first restart: ${describeService(baseline)}.`
}

/** How long a gap could have stayed unseen in the restarts that show none; empty where all show one, or none was observed. */
export function describeResolution({ restarts }: Report): string {
  const spans = restarts
    .filter(({ outageMs }) => outageMs === 0)
    .map(({ outageResolutionMs }) => outageResolutionMs)
    .filter((ms) => ms !== null)
  if (spans.length === 0) return ''
  return `Where no outage was seen, no gap longer than ${formatDuration(Math.max(...spans))} could have been missed.`
}

const COMMAND_CHARS = 60

/** Signals that a wrapper took: what became of it, and whom it left behind. */
export function describeSignalled({ signalled = [] }: RestartReport): string[] {
  return signalled
    .filter(({ servers }) => servers.length > 0)
    .map(({ name, endedMs, servers, ...receiver }) => {
      const became = endedMs === undefined ? 'which went on' : `which ended ${formatDuration(endedMs)} later`
      return `"${name}" went to ${nameProcess(receiver)}, ${became}; ${servers.map(nameProcess).join(' and ')} did not get it`
    })
}

function nameProcess({ pid, command }: { pid: number; command: string }): string {
  return `pid ${pid} (${clean(command, COMMAND_CHARS)})`
}
