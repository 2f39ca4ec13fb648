import { type AttributedLifeline, LIFELINE_ENDS, type Lifeline } from '../model/lifeline.ts'
import { LIFELINE_ENDS_SHOWN, type LifelineReport, type Report } from '../model/report.ts'

/** What became of the long-lived connections, one sum for each kind. */
export function sumLifelines(lifelines: readonly Lifeline[]): LifelineReport[] {
  const kinds = [...new Set(lifelines.map(({ kind }) => kind))]
  return kinds.map((kind) =>
    sumKind(
      kind,
      lifelines.filter((lifeline) => lifeline.kind === kind),
    ),
  )
}

function sumKind(kind: string, lifelines: readonly Lifeline[]): LifelineReport {
  const messages = { sent: 0, received: 0, lost: 0, unanswered: 0, duplicated: 0, reordered: 0 }
  const sum = { kind, opened: lifelines.length, kept: 0, graceful: 0, cut: 0, stalled: 0, messages }
  for (const { end, messages: more } of lifelines) {
    for (const way of LIFELINE_ENDS) sum[way] += way === end ? 1 : 0
    messages.sent += more?.sent ?? 0
    messages.received += more?.received ?? 0
    messages.lost += more?.lost ?? 0
    messages.unanswered += more?.unanswered ?? 0
    messages.duplicated += more?.duplicated ?? 0
    messages.reordered += more?.reordered ?? 0
  }
  return { ...sum, withoutServiceMs: summarizeAbsence(lifelines) }
}

/** How long users were without service, where another lifeline took the place of the one that ended. */
function summarizeAbsence(lifelines: readonly Lifeline[]): LifelineReport['withoutServiceMs'] {
  const times = lifelines.map(({ withoutServiceMs }) => withoutServiceMs).filter((ms) => ms !== undefined)
  const sorted = times.toSorted((a, b) => a - b)
  const [p50, max] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted.at(-1)]
  return p50 === undefined || max === undefined ? null : { count: sorted.length, p50, max }
}

/** Those that were cut or stalled: first what restarts did, in their order, then what came before any. */
export function listEnds(lifelines: readonly AttributedLifeline[]): Pick<Report, 'lifelineEnds' | 'lifelineEndsTotal'> {
  const ends = lifelines.filter(({ end }) => end === 'cut' || end === 'stalled')
  const sorted = ends.toSorted((a, b) => (a.restart === b.restart ? a.closed - b.closed : orderOf(a) - orderOf(b)))
  return { lifelineEnds: sorted.slice(0, LIFELINE_ENDS_SHOWN), lifelineEndsTotal: ends.length }
}

function orderOf({ restart }: AttributedLifeline): number {
  return restart ?? Number.POSITIVE_INFINITY
}
