import type { Attempt } from '../model/attempt.ts'
import { ATTEMPTS_KEPT, type AttemptGroup } from '../model/ledger.ts'

/** Attempts that were recorded one by one: of many a sample that is spread over restarts and causes, and all of them counted. */
export interface AttemptSample<T> {
  add(item: T, attempt: Attempt, restart: number | null): void
  kept(): T[]
  groups(): AttemptGroup[]
}

interface Group<T> {
  counts: AttemptGroup
  kept: T[]
  /** One attempt of how many is kept. */
  stride: number
}

/**
 * Keeps all as long as they are few. Of more, the largest group loses every other one, so that what a long outage leaves does not
 * crowd out what comes after it; within a group they stay evenly spread.
 */
export function createSample<T>(most = ATTEMPTS_KEPT): AttemptSample<T> {
  const groups = new Map<string, Group<T>>()
  let total = 0

  function thin(): void {
    let largest: Group<T> | undefined
    for (const group of groups.values()) if (group.kept.length > (largest?.kept.length ?? 1)) largest = group
    if (largest === undefined) return
    const before = largest.kept.length
    largest.kept = largest.kept.filter((_, i) => i % 2 === 0)
    largest.stride *= 2
    total -= before - largest.kept.length
  }

  return {
    add(item, attempt, restart) {
      const counts = describe(attempt, restart)
      const key = JSON.stringify(counts)
      const group = groups.get(key) ?? { counts, kept: [], stride: 1 }
      groups.set(key, group)
      if (group.counts.count % group.stride === 0) {
        group.kept.push(item)
        total += 1
      }
      group.counts.count += 1
      if (total > most) thin()
    },
    kept: () => [...groups.values()].flatMap(({ kept }) => kept),
    groups: () => [...groups.values()].map(({ counts, kept }) => ({ ...counts, kept: kept.length })),
  }
}

/** What makes losses look alike. */
function describe(
  { traffic, outcome, phase, code, status, connection }: Attempt,
  restart: number | null,
): AttemptGroup {
  const { reused } = connection
  return {
    restart,
    traffic,
    outcome,
    phase,
    reused,
    ...(code !== undefined && { code }),
    ...(status !== undefined && { status }),
    count: 0,
    kept: 0,
  }
}
