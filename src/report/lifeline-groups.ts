import type { AttributedLifeline } from '../model/lifeline.ts'
import type { Report, RestartReport } from '../model/report.ts'
import { clean } from '../text/clean.ts'
import { countOf, formatCount, formatDuration } from '../text/numbers.ts'

/** The lifelines that were cut or stalled and look alike: same kind, same end, same sign, same restart. In words. */
export function groupEnds({ lifelineEnds, restarts }: Pick<Report, 'lifelineEnds' | 'restarts'>): string[] {
  const groups = new Map<string, AttributedLifeline[]>()
  for (const lifeline of lifelineEnds) {
    const { kind, end, sign, code, restart, ownLimitMs } = lifeline
    const key = JSON.stringify([restart, kind, end, sign, code, ownLimitMs])
    const group = groups.get(key)
    if (group) group.push(lifeline)
    else groups.set(key, [lifeline])
  }
  return [...groups.values()].flatMap((group) => describeGroup(group, restarts))
}

function describeGroup(group: AttributedLifeline[], restarts: readonly RestartReport[]): string[] {
  const [first] = group
  if (first === undefined) return []
  const { kind, end, sign, code } = first
  const signs = [sign, code].filter((part) => part !== undefined && part !== '').map((part = '') => clean(part, 40))
  // A reset would appear twice where the system reports it too.
  const how = signs.length > 0 ? ` (${[...new Set(signs)].join(', ')})` : ''
  return [`${formatCount(group.length)} ${clean(kind, 40)} ${end}${how} ${describeMoment(group, first, restarts)}`]
}

/** When, counted from the beginning of the restart. */
function describeMoment(
  group: AttributedLifeline[],
  first: AttributedLifeline,
  restarts: readonly RestartReport[],
): string {
  const begun = restarts.find(({ index }) => index === first.restart)?.begun
  const times = group.map(({ closed }) => closed - (begun ?? 0))
  const from = formatDuration(Math.min(...times))
  const to = formatDuration(Math.max(...times))
  const span = from === to ? from : `${from} to ${to}`
  if (first.ownLimitMs !== undefined)
    return `by the server's own limit of ${formatDuration(first.ownLimitMs)}, at ${span}`
  if (first.restart === null || begun === undefined) return `by no restart, at ${span}`
  return `by restart ${first.restart}, ${span} after it began`
}

/** What the list of ends leaves out, in words; empty where it is whole. */
export function describeMissingEnds({ lifelineEnds, lifelineEndsTotal }: Report): string {
  if (lifelineEndsTotal <= lifelineEnds.length) return ''
  return `These are ${formatCount(lifelineEnds.length)} of ${countOf(lifelineEndsTotal, 'connection')} that were cut or stalled.`
}
