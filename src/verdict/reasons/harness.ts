import type { RunEvent } from '../../model/event.ts'
import type { HarnessAccount } from '../../model/harness.ts'
import type { Ledger, TrafficAccount } from '../../model/ledger.ts'
import { countAttempts } from '../../model/outcome.ts'
import type { Reason } from '../../model/verdict.ts'
import { duration, grouped, many } from '../say.ts'

/** Below both, late requests are jitter: each was still sent, and its latency counts from when it was due. */
const LATE_SHARE = 0.01
const LATE_MS = 500

/** Where hitless, or the machine it shares with the target, was the bottleneck in the measured part of the run. */
export function findHarnessTrouble(ledger: Ledger): Reason[] {
  const measuredFrom = ledger.events.find(isBaseline)?.t ?? Number.NEGATIVE_INFINITY
  const measured = { ...ledger, events: ledger.events.filter(({ t }) => t >= measuredFrom) }
  return [...harnessStalled(measured), ...generatorBehind(measured)]
}

function isBaseline(event: RunEvent): boolean {
  return event.kind === 'phase' && event.phase === 'baseline'
}

function harnessStalled({ events, harness, environment }: Ledger): Reason[] {
  // The main thread sends nothing. Where it stands still a restart seems to take longer, which never makes a pass.
  const stalls = events.filter((event) => event.kind === 'harness-stalled').filter(({ thread }) => thread !== 'main')
  if (stalls.length === 0) return []
  const longest = stalls.reduce((most, event) => (event.ms > most.ms ? event : most))
  const { processors } = harness
  const use =
    processors === null ? '' : `; hitless had ${share(processors.mean)} of ${many(environment.cpus, 'processor')}`
  const message = `the harness stood still ${many(stalls.length, 'time')}, at most ${duration(longest.ms)} (${longest.thread}): the machine is too busy to measure${use}`
  return [{ code: 'harness-stalled', message }]
}

function share(processors: number): string {
  return (Math.round(processors * 100) / 100).toString()
}

function generatorBehind({ events, traffic, harness }: Ledger): Reason[] {
  const late = events.filter((event) => event.kind === 'generator-behind')
  return traffic.flatMap((account) => {
    const own = late.filter((event) => event.traffic === account.name)
    const arrivals = own.reduce((sum, event) => sum + event.arrivals, 0)
    const most = Math.max(0, ...own.map(({ lateMs }) => lateMs))
    return fellBehind(account, arrivals, most) ? [tellBehind(account, arrivals, most, harness)] : []
  })
}

function fellBehind({ outcomes, warmup }: TrafficAccount, arrivals: number, lateMs: number): boolean {
  const attempts = countAttempts(outcomes) + countAttempts(warmup)
  return arrivals > LATE_SHARE * attempts || lateMs > LATE_MS
}

function tellBehind({ name, kind }: TrafficAccount, arrivals: number, lateMs: number, harness: HarnessAccount): Reason {
  const message = `${name} could not keep its schedule: ${grouped(arrivals)} requests were sent up to ${duration(lateMs)} late; lower its rate`
  const thread = harness.threads.find((one) => one.thread === (kind === 'http' ? 'load' : 'probes'))
  const busy = thread === undefined ? '' : ` (its thread was busy ${Math.round(thread.busy.mean * 100)} % of the time)`
  return { code: 'generator-behind', message: message + busy }
}
