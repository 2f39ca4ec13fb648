import type { RunEvent } from '../../model/event.ts'
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

function harnessStalled({ events }: Ledger): Reason[] {
  const stalls = events.filter((event) => event.kind === 'harness-stalled')
  if (stalls.length === 0) return []
  const longest = stalls.reduce((most, event) => (event.ms > most.ms ? event : most))
  const message = `the harness stood still ${many(stalls.length, 'time')}, at most ${duration(longest.ms)} (${longest.thread}): the machine is too busy to measure`
  return [{ code: 'harness-stalled', message }]
}

function generatorBehind({ events, traffic }: Ledger): Reason[] {
  const late = events.filter((event) => event.kind === 'generator-behind')
  return traffic.flatMap((account) => {
    const own = late.filter((event) => event.traffic === account.name)
    const arrivals = own.reduce((sum, event) => sum + event.arrivals, 0)
    const most = Math.max(0, ...own.map(({ lateMs }) => lateMs))
    return fellBehind(account, arrivals, most) ? [tellBehind(account.name, arrivals, most)] : []
  })
}

function fellBehind({ outcomes, warmup }: TrafficAccount, arrivals: number, lateMs: number): boolean {
  const attempts = countAttempts(outcomes) + countAttempts(warmup)
  return arrivals > LATE_SHARE * attempts || lateMs > LATE_MS
}

function tellBehind(name: string, arrivals: number, lateMs: number): Reason {
  const message = `${name} could not keep its schedule: ${grouped(arrivals)} requests were sent up to ${duration(lateMs)} late; lower its rate`
  return { code: 'generator-behind', message }
}
