import type { HarnessHealth, ScheduleCount } from '../model/harness.ts'
import type { Report } from '../model/report.ts'
import { clean } from '../text/clean.ts'
import { countOf, formatCount, formatDuration, formatShare, formatWholePercent } from '../text/numbers.ts'

/** Everything that is known of the harness in a run, one sentence each. */
export function describeHarness({ harness, environment, traffic }: Report): string[] {
  return [
    ...describeThreads(harness),
    ...describeProcessors(harness, environment.cpus),
    ...describeSchedules(harness),
    ...describeRates(traffic),
    ...describeFiles(harness),
    ...describePorts(harness),
  ]
}

/** From here on a person should know of it, although it voids nothing. */
const BUSY = 0.9
const PUNCTUAL = 0.95
const USED_UP = 0.8

/** What comes near to a limit, and would explain odd numbers. */
export function describeStrain({ harness }: Report): string[] {
  const { threads, schedules, files, ports } = harness
  return [
    ...threads
      .filter(({ busy }) => busy.mean >= BUSY)
      .map(
        ({ thread, busy }) =>
          `The ${clean(thread)} thread was busy ${formatWholePercent(busy.mean)} of the time: ${SPEED}.`,
      ),
    ...describeJitter(schedules),
    ...(isNear(files?.most, files?.limit) ? describeFiles(harness) : []),
    ...(isNear(ports?.sockets, ports?.range) ? describePorts(harness) : []),
  ]
}

const SPEED = 'rates and latencies reflect the load generator as much as the target'

function isNear(used: number | undefined, limit: number | null | undefined): boolean {
  return used !== undefined && typeof limit === 'number' && used >= USED_UP * limit
}

function describeThreads({ threads }: HarnessHealth): string[] {
  if (threads.length === 0) return []
  const parts = threads.map(
    ({ thread, busy, delayMs }) =>
      `${clean(thread)} ${formatWholePercent(busy.mean)} (at most ${formatWholePercent(busy.most)}, timers up to ${formatDuration(delayMs.max)} late)`,
  )
  return [`Threads busy: ${parts.join(', ')}.`]
}

function describeProcessors({ processors }: HarnessHealth, cpus: number): string[] {
  if (processors === null) return []
  return [
    `Used ${processors.mean.toFixed(2)} of ${countOf(cpus, 'processor')} on average, ${processors.most.toFixed(2)} at most.`,
  ]
}

function describeSchedules({ schedules }: HarnessHealth): string[] {
  if (schedules.length === 0) return []
  return [`Sent within 2 ms of their due time: ${schedules.map(describeSchedule).join(', ')}.`]
}

function describeSchedule(schedule: ScheduleCount): string {
  const { traffic, arrivals, latestMs } = schedule
  return `${clean(traffic, 60)} ${formatShare(shareOf(schedule))} of ${formatCount(arrivals)} (latest ${formatDuration(latestMs)})`
}

function describeJitter(schedules: readonly ScheduleCount[]): string[] {
  const late = schedules.filter((schedule) => shareOf(schedule) < PUNCTUAL)
  if (late.length === 0) return []
  return [
    `Sent more than 2 ms after they were due: ${late.map(describeLate).join(', ')}. This jitter of the load generator changes no outcome, and latencies include it.`,
  ]
}

function describeLate(schedule: ScheduleCount): string {
  const { traffic, arrivals, latestMs } = schedule
  return `${formatShare(1 - shareOf(schedule))} of ${formatCount(arrivals)} ${clean(traffic, 60)} (at most ${formatDuration(latestMs)})`
}

/** Whose fault that is, the verdict says: the generator's alone where it was so before the first restart. */
function describeRates(traffic: Report['traffic']): string[] {
  return traffic.flatMap(({ name, rate }) =>
    rate === undefined || rate.achieved >= rate.offered
      ? []
      : [
          `${clean(name, 60)} sent ${formatCount(Math.round(rate.achieved))} of the ${formatCount(Math.round(rate.offered))} requests per second that were due; ` +
            'the others found no free connection within their timeout.',
        ],
  )
}

function shareOf({ arrivals, punctual }: ScheduleCount): number {
  return arrivals === 0 ? 1 : punctual / arrivals
}

function describeFiles({ files }: HarnessHealth): string[] {
  if (files === null) return []
  const limit = files.limit === null ? '' : ` of ${formatCount(files.limit)}`
  return [`At most ${formatCount(files.most)}${limit} files open.`]
}

function describePorts({ ports }: HarnessHealth): string[] {
  if (ports === null) return []
  const { sockets, timeWait, range } = ports
  return [
    `At most ${countOf(sockets, 'TCP socket')} on this machine, ${formatCount(timeWait)} of them in TIME_WAIT; an address has ${formatCount(range)} ports.`,
  ]
}
