import { type AttributedLifeline, LIFELINE_ENDS } from '../../../model/lifeline.ts'
import type { Report } from '../../../model/report.ts'
import { html } from '../../../text/markup.ts'
import { countOf, formatCount } from '../../../text/numbers.ts'
import type { Lane } from '../chart/lane.ts'
import type { Span } from '../chart/shapes.ts'
import type { GenerationNumbers } from '../generations.ts'

/** A long-lived connection as charts show it, with the number of the generation that served it. */
export interface LifelineSpan extends Span {
  lifeline: AttributedLifeline
  number: number | undefined
}

/** The long-lived connections, each with the generation that served it: as it said itself, or by the process at its other end. */
export function listLines(
  lifelines: readonly AttributedLifeline[],
  { processes }: Report,
  generations: GenerationNumbers,
): LifelineSpan[] {
  const ofProcess = (pid: number | undefined, t: number) => {
    const life = processes.findLast((one) => one.pid === pid && one.started <= t)
    return life && generations.ofRestart(life.bornIn)
  }
  return lifelines.map((lifeline) => {
    const { generation, peerPid, opened, closed } = lifeline
    const named = generation === undefined ? undefined : generations.ofLabel(generation)
    return { lifeline, t: opened, to: closed, number: named ?? ofProcess(peerPid, closed) }
  })
}

export function describeKind(kind: string, lines: readonly LifelineSpan[]): Pick<Lane, 'label' | 'note' | 'summary'> {
  const ends = LIFELINE_ENDS.map((end) => ({ end, count: lines.filter(({ lifeline }) => lifeline.end === end).length }))
  const told = ends.filter(({ count }) => count > 0).map(({ end, count }) => `${formatCount(count)} ${end}`)
  return {
    label: html`${kind} <b>${formatCount(lines.length)}</b>`,
    note: told.join(', '),
    summary: `${countOf(lines.length, `${kind} connection`)}: ${told.join(', ')}.`,
  }
}
