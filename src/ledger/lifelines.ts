import type { RestartRecord } from '../model/ledger.ts'
import type { AttributedLifeline, Lifeline, LifelineCounts } from '../model/lifeline.ts'

/** What must be known of a restart to say which lifelines it ended. */
export type RestartFacts = Pick<RestartRecord, 'index' | 'begun' | 'generations'>

/** All lifelines in order of their end, each with the restart that this belongs to. Restarts in order of their beginning. */
export function attributeAll(lifelines: readonly Lifeline[], restarts: readonly RestartFacts[]): AttributedLifeline[] {
  return lifelines
    .map((lifeline) => ({ ...lifeline, restart: findRestart(lifeline, restarts) }))
    .toSorted((a, b) => a.closed - b.closed)
}

/**
 * The index of the restart that a lifeline's end belongs to: of those that had begun, the last one that retired the
 * generation which served it; where no generation tells, the last one, however long ago it began: a drain limit such as
 * nginx's `worker_shutdown_timeout` cuts minutes after its restart. Null before any restart.
 */
export function findRestart(
  { closed, generation }: Pick<Lifeline, 'closed' | 'generation'>,
  restarts: readonly RestartFacts[],
): number | null {
  const begun = restarts.filter((restart) => restart.begun <= closed)
  const retiring = begun.filter(({ generations }) => generation !== undefined && generations.old.includes(generation))
  return (retiring.at(-1) ?? begun.at(-1))?.index ?? null
}

/**
 * What became of the lifelines that were open when a restart began. One that a later restart ended was kept through this one; one that
 * an earlier restart had doomed already is not counted.
 */
export function countFates(
  lifelines: readonly AttributedLifeline[],
  { index, begun }: Pick<RestartFacts, 'index' | 'begun'>,
): LifelineCounts {
  const fates: LifelineCounts = { kept: 0, graceful: 0, cut: 0, stalled: 0 }
  for (const { opened, closed, end, restart } of lifelines) {
    if (opened >= begun || closed < begun) continue
    if (end === 'kept' || restart === null || restart > index) fates.kept += 1
    else if (restart === index) fates[end] += 1
  }
  return fates
}
