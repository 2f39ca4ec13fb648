import type { Ledger } from '../../model/ledger.ts'
import { seenLate, TOGETHER_MS } from './lateness.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { type EndedProcess, endedIn, type TakenStep, takenSteps } from './traces.ts'

/** How old processes left: what they had been asked, and what they let go of before they ended. */

/** What restart/deliver.ts says of the process that it signalled. */
const RECEIVER = /\bpid (\d+)(, which does not catch)?/

/** A process let go of a listening socket. */
export interface LetGo {
  pid: number
  t: number
}

/** What the processes that were older than a restart let go of in it, in order of time. */
export function letGoIn({ processes, listeners }: Ledger, { index, begun, until }: RestartSpan): LetGo[] {
  const old = processes.filter(({ bornIn }) => bornIn === null || bornIn < index)
  return listeners
    .flatMap(({ pid, to }) => (to !== undefined && to >= begun && to < until ? [{ pid, t: to }] : []))
    .filter(({ pid, t }) => old.some((life) => life.pid === pid && life.started <= t))
    .toSorted((a, b) => a.t - b.t)
}

/** A killed process lets go of its socket and of its connections at once; one that drains, of the socket first. */
export function letGoBefore(letGo: readonly LetGo[], cut: number): LetGo[] {
  return letGo.filter(({ t }) => t <= cut - TOGETHER_MS)
}

/** The last step before a time that asked a process something. */
export function lastAsked({ ledger }: RuleInput, span: RestartSpan, t: number): TakenStep | undefined {
  return takenSteps(ledger, span).findLast(
    ({ traits, began }) => traits.waits === undefined && traits.starts === undefined && began <= t,
  )
}

/** A step signalled a process. */
export interface Signalled {
  step: TakenStep
  /** It had a handler for the signal: kill(2) did not end it. */
  caught: boolean
}

/** The last step in a restart that signalled this very process; its children are asked later, by itself, or never. */
export function signalled({ ledger }: RuleInput, span: RestartSpan, { pid }: EndedProcess): Signalled | undefined {
  return takenSteps(ledger, span)
    .filter(({ traits }) => traits.signals === true)
    .flatMap((step) => {
      const [, receiver, uncaught] = RECEIVER.exec(step.detail ?? '') ?? []
      return receiver === String(pid) ? [{ step, caught: uncaught === undefined }] : []
    })
    .at(-1)
}

/** The old processes that ended about when something was cut. */
export function endedAbout(input: RuleInput, span: RestartSpan, cut: number): EndedProcess[] {
  return endedIn(input, span).filter(({ ended }) => ended >= cut - TOGETHER_MS && ended - seenLate(input, ended) <= cut)
}
