import type { RunEvent } from '../../model/event.ts'
import type { HarnessHealth } from '../../model/harness.ts'
import type { Ledger, TimeSpan, TrafficTotals } from '../../model/ledger.ts'
import { countAttempts } from '../../model/outcome.ts'
import type { Reason } from '../../model/verdict.ts'
import { countOf, formatCount, formatDuration, formatWholePercent } from '../../text/numbers.ts'
import { findQueues } from './queue.ts'

/** Below both, late requests are jitter: each was still sent, and its latency counts from when it was due. */
const LATE_SHARE = 0.01
const LATE_MS = 500

/** How long a generator gathers what was late before it tells of it: traffic/thread/throttled-event.ts. */
const GATHERED_MS = 1_000

/** Where hitless, or the machine it shares with the target, was the bottleneck in the measured part of the run. */
export function findHarnessTrouble(ledger: Ledger): Reason[] {
  const measured = measuredPart(ledger)
  return [...harnessStalled(measured), ...generatorBehind(measured), ...findQueues(ledger)]
}

/** When it was so; in no order. */
export function findHarnessLate(ledger: Ledger): TimeSpan[] {
  const measured = measuredPart(ledger)
  const stalls = stallsOf(measured).map(({ t, ms }) => ({ from: t - ms, to: t }))
  const late = measured.traffic.flatMap((account) => lateOf(measured, account) ?? [])
  return [...stalls, ...late.map(({ t, lateMs }) => ({ from: t - lateMs - GATHERED_MS, to: t }))]
}

function measuredPart(ledger: Ledger): Ledger {
  const { measuredFrom = Number.NEGATIVE_INFINITY } = ledger
  return { ...ledger, events: ledger.events.filter(({ t }) => t >= measuredFrom) }
}

/** The main thread sends nothing. Where it stalls, a restart seems to take longer, which never makes a pass. */
function stallsOf({ events }: Ledger) {
  return events.filter((event) => event.kind === 'harness-stalled').filter(({ thread }) => thread !== 'main')
}

function harnessStalled(ledger: Ledger): Reason[] {
  const { harness, environment } = ledger
  const stalls = stallsOf(ledger)
  if (stalls.length === 0) return []
  const longest = stalls.reduce((most, event) => (event.ms > most.ms ? event : most))
  const { processors } = harness
  const use =
    processors === null ? '' : `; hitless had ${share(processors.mean)} of ${countOf(environment.cpus, 'processor')}`
  const message = `the event loop stalled ${countOf(stalls.length, 'time')}, for up to ${formatDuration(longest.ms)} (${longest.thread}): the machine is too busy to measure${use}`
  return [{ code: 'harness-stalled', message }]
}

function share(processors: number): string {
  return (Math.round(processors * 100) / 100).toString()
}

function generatorBehind(ledger: Ledger): Reason[] {
  return ledger.traffic.flatMap((account) => {
    const late = lateOf(ledger, account)
    return late === undefined ? [] : [describeBehind(account, late, ledger.harness)]
  })
}

type Late = Extract<RunEvent, { kind: 'generator-behind' }>

/** When a traffic was behind its schedule; undefined where that was jitter. */
function lateOf({ events }: Ledger, { name, outcomes, warmup }: TrafficTotals): Late[] | undefined {
  const own = events.filter((event) => event.kind === 'generator-behind').filter(({ traffic }) => traffic === name)
  const attempts = countAttempts(outcomes) + countAttempts(warmup)
  return countArrivals(own) > LATE_SHARE * attempts || latest(own) > LATE_MS ? own : undefined
}

function countArrivals(late: readonly Late[]): number {
  return late.reduce((sum, { arrivals }) => sum + arrivals, 0)
}

function latest(late: readonly Late[]): number {
  return Math.max(0, ...late.map(({ lateMs }) => lateMs))
}

function describeBehind({ name, traits }: TrafficTotals, late: readonly Late[], harness: HarnessHealth): Reason {
  const message = `${name} could not keep its schedule: ${formatCount(countArrivals(late))} requests were sent up to ${formatDuration(latest(late))} late; lower its rate`
  const thread = harness.threads.find((one) => one.thread === traits.thread)
  const busy = thread === undefined ? '' : ` (its thread was busy ${formatWholePercent(thread.busy.mean)} of the time)`
  return { code: 'generator-behind', message: message + busy }
}
