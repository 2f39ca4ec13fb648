import type { RestartRecord } from '../model/ledger.ts'
import type { AttributedLifeline, Lifeline, LifelineCounts } from '../model/lifeline.ts'
import { markOwnLimits } from './own-limits.ts'

/** What must be known of a restart to say which lifelines it ended. */
export type RestartFacts = Pick<RestartRecord, 'index' | 'begun' | 'settled' | 'drained' | 'drainMs' | 'generations'>

/** All lifelines in order of their end, each with the restart that ended it. Restarts in order of their beginning. */
export function attributeAll(lifelines: readonly Lifeline[], restarts: readonly RestartFacts[]): AttributedLifeline[] {
  const find = createFinder(restarts)
  const attributed = lifelines.map((lifeline) => ({ ...lifeline, restart: find(lifeline) }))
  return markOwnLimits(attributed).toSorted((a, b) => a.closed - b.closed)
}

type Facts = Pick<Lifeline, 'opened' | 'closed' | 'generation' | 'served' | 'servedBy'> &
  Partial<Pick<Lifeline, 'end' | 'bytesRead'>>

/**
 * Finds the index of the restart that ended a lifeline: of those that had begun, the last one that retired the generation which
 * served it; where no generation tells, the last one, however long ago it began: a drain limit such as nginx's
 * `worker_shutdown_timeout` cuts minutes after its restart. Null before any restart, and of a lifeline that the new generation
 * served: that restart had left it alone. One that never answered a byte was left hanging by the first restart that it was open in.
 */
export function createFinder(restarts: readonly RestartFacts[]): (lifeline: Facts) => number | null {
  const retiring = new Map<string, RestartFacts[]>()
  for (const restart of restarts) {
    for (const label of restart.generations.old) retiring.set(label, [...(retiring.get(label) ?? []), restart])
  }
  return (lifeline) => {
    const label = lifeline.servedBy ?? lifeline.generation
    const hasBegun = ({ begun }: RestartFacts): boolean => begun <= lifeline.closed
    if (isMute(lifeline)) return restarts.find((one) => hasBegun(one) && !isOver(one, lifeline.opened))?.index ?? null
    const last = (label !== undefined && retiring.get(label)?.findLast(hasBegun)) || restarts.findLast(hasBegun)
    return last === undefined || hasOutlived(lifeline, last) ? null : last.index
  }
}

/** An upload of which the server took all and said nothing. */
function isMute({ end, bytesRead }: Facts): boolean {
  return end === 'stalled' && bytesRead === 0
}

function isOver({ settled = Number.POSITIVE_INFINITY }: RestartFacts, t: number): boolean {
  return settled < t
}

/** Whether the new generation had it: it was opened when the old one had gone, or answered by the new one. */
function hasOutlived({ opened, served, servedBy, generation }: Facts, restart: RestartFacts): boolean {
  const { old, new: next } = restart.generations
  const gone = whenGone(restart)
  if (gone !== undefined && opened >= gone) return true
  const label = servedBy ?? generation
  if (label !== undefined) return next.includes(label) && !old.includes(label)
  return gone !== undefined && served !== undefined && served >= gone
}

/** When the old generation had gone; undefined where it is not known to. */
function whenGone({ begun, settled, drained, drainMs }: RestartFacts): number | undefined {
  if (!drained) return undefined
  return drainMs === undefined ? settled : begun + drainMs
}

/**
 * What became of the lifelines that were open when a restart began. One that a later restart ended, or none, was kept through this one;
 * one that an earlier restart had doomed already is not counted.
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
