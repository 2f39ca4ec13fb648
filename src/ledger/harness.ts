import type { HarnessEntry, ThreadEntry } from '../model/entry.ts'
import type { HarnessHealth, ScheduleCount, ThreadUsage } from '../model/harness.ts'
import type { Delay, TimeSpan } from '../model/ledger.ts'
import type { Collected } from './collect.ts'

/** The health of the load generator from the first measured request until traffic stopped: the samples that lie mostly within that time. */
export function buildHarness(all: Collected, { from, to }: TimeSpan): HarnessHealth {
  const isWithin = ({ t, ms }: { t: number; ms: number }) => t - ms / 2 > from && t - ms / 2 < to
  const threads = all.threads.filter(isWithin)
  const samples = all.harness.filter(isWithin)
  return {
    threads: groupBy(threads, ({ thread }) => thread).map(sumThread),
    schedules: groupBy(
      threads.flatMap(({ schedules }) => schedules),
      ({ traffic }) => traffic,
    ).map(sumSchedule),
    processors: sumProcessors(samples),
    files: findMostFiles(samples),
    ports: findMostPorts(samples),
  }
}

/** How late each thread was, over the whole run. */
export function listDelays({ threads }: Pick<Collected, 'threads'>): Record<string, Delay[]> {
  const groups = groupBy(threads, ({ thread }) => thread).map((seconds) => [
    seconds[0].thread,
    seconds.map(({ t, ms, delayMs }) => ({ from: t - ms, to: t, ms: delayMs.max })).toSorted((a, b) => a.to - b.to),
  ])
  return Object.fromEntries(groups)
}

type Group<T> = readonly [T, ...T[]]

function groupBy<T>(items: readonly T[], key: (item: T) => string): Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return [...groups.values()]
}

function sumThread(seconds: Group<ThreadEntry>): ThreadUsage {
  return {
    thread: seconds[0].thread,
    busy: { mean: weigh(seconds, ({ busy }) => busy), most: most(seconds, ({ busy }) => busy) },
    delayMs: { p99: most(seconds, ({ delayMs }) => delayMs.p99), max: most(seconds, ({ delayMs }) => delayMs.max) },
  }
}

function sumSchedule(parts: Group<ScheduleCount>): ScheduleCount {
  return {
    traffic: parts[0].traffic,
    arrivals: parts.reduce((sum, { arrivals }) => sum + arrivals, 0),
    punctual: parts.reduce((sum, { punctual }) => sum + punctual, 0),
    latestMs: most(parts, ({ latestMs }) => latestMs),
  }
}

function sumProcessors(samples: readonly HarnessEntry[]): HarnessHealth['processors'] {
  if (samples.length === 0) return null
  return { mean: weigh(samples, processorsOf), most: most(samples, processorsOf) }
}

function processorsOf({ cpuMs, ms }: HarnessEntry): number {
  return ms > 0 ? cpuMs / ms : 0
}

function findMostFiles(samples: readonly HarnessEntry[]): HarnessHealth['files'] {
  const counts = samples.flatMap(({ files }) => files ?? [])
  if (counts.length === 0) return null
  return { most: Math.max(...counts), limit: samples[0]?.filesLimit ?? null }
}

function findMostPorts(samples: readonly HarnessEntry[]): HarnessHealth['ports'] {
  const found = samples.flatMap(({ sockets, timeWait, ports }) =>
    sockets === undefined || timeWait === undefined || ports === undefined ? [] : [{ sockets, timeWait, range: ports }],
  )
  return found.reduce<HarnessHealth['ports']>((top, one) => (one.sockets > (top?.sockets ?? -1) ? one : top), null)
}

/** The mean over time: a second that lasted longer counts for more. */
function weigh<T extends { ms: number }>(items: readonly T[], value: (item: T) => number): number {
  const total = items.reduce((sum, { ms }) => sum + ms, 0)
  return total === 0 ? 0 : items.reduce((sum, item) => sum + value(item) * item.ms, 0) / total
}

function most<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((top, item) => Math.max(top, value(item)), 0)
}
