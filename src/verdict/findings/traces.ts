import type { RunEvent, RunEventKind } from '../../model/event.ts'
import type { Ledger, TimeSpan } from '../../model/ledger.ts'
import type { ProcessLife } from '../../model/process.ts'
import type { StepTraits } from '../../model/scenario.ts'
import { pickCause } from '../../text/stack-frames.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'

/** What the processes, the listening sockets and the steps of a restart left behind. */

type EventOf<Kind extends RunEventKind> = Extract<RunEvent, { kind: Kind }>

/** Processes that were older than a restart and ended in it, or that one of its steps started and another one stopped. */
export type EndedProcess = ProcessLife & { ended: number }

export function endedIn({ ledger }: Pick<RuleInput, 'ledger'>, span: RestartSpan): EndedProcess[] {
  const { index, begun, until, signalled = [] } = span
  return ledger.processes.filter(
    (life): life is EndedProcess =>
      (life.bornIn === null || life.bornIn < index || signalled.some(({ pid }) => pid === life.pid)) &&
      life.ended !== undefined &&
      life.ended >= begun &&
      life.ended < until,
  )
}

/** A listening socket, from when it was first seen to be held until its last holder let go; absent `to`: it never did. */
export interface ListeningSocket {
  inode: number
  from: number
  to?: number
}

/** The listening sockets of the target; none where they could not be seen. */
export function listListeningSockets({ listeners }: Ledger): ListeningSocket[] {
  return [...new Set(listeners.map(({ inode }) => inode))].map((inode) => {
    const holds = listeners.filter((hold) => hold.inode === inode)
    const from = Math.min(...holds.map((hold) => hold.from))
    const ends = holds.map(({ to }) => to).filter((to) => to !== undefined)
    return { inode, from, ...(ends.length === holds.length && { to: Math.max(...ends) }) }
  })
}

/** Sockets that were closed in a restart. */
export function closedIn(ledger: Ledger, { begun, until }: RestartSpan): (ListeningSocket & { to: number })[] {
  return listListeningSockets(ledger).filter(
    (socket): socket is ListeningSocket & { to: number } =>
      socket.to !== undefined && socket.to >= begun && socket.to < until,
  )
}

/** A step that was taken, with the time at which it began. */
export interface TakenStep {
  traits: StepTraits
  name: string
  began: number
  done: number
  /** What the step said of it. */
  detail?: string
}

export function takenSteps({ events, steps }: Ledger, { index }: RestartSpan): TakenStep[] {
  return events
    .filter((event) => event.kind === 'step-done' && event.index === index)
    .flatMap((event) => {
      if (event.kind !== 'step-done') return []
      const traits = steps[event.step - 1]
      if (traits === undefined) return []
      const { name, t, ms, detail } = event
      return [{ traits, name, began: t - ms, done: t, ...(detail !== undefined && { detail }) }]
    })
}

/** What the target's log says of a restart that went wrong; not that it ignored something. */
export function findComplaint({ events }: Ledger, { index }: RestartSpan): string | undefined {
  const said = events.find((event) => event.kind === 'target-complained' && event.index === index)
  return said?.kind === 'target-complained' ? pickCause(said.lines) : undefined
}

/** The step of a restart that failed, and why; not a wait, which changes nothing. */
export function findFailure(ledger: Ledger, span: RestartSpan): string | undefined {
  return describeFailure(findFailedStep(ledger, span))
}

/** The same where it was to signal a process and none took it: the target was asked nothing. */
export function findUndelivered(ledger: Ledger, span: RestartSpan): string | undefined {
  const failed = findFailedStep(ledger, span)
  return failed?.undelivered === true ? describeFailure(failed) : undefined
}

function findFailedStep({ events, steps }: Ledger, { index }: RestartSpan): EventOf<'step-failed'> | undefined {
  const failed = events.find((event) => event.kind === 'step-failed' && event.index === index)
  return failed?.kind === 'step-failed' && steps[failed.step - 1]?.waits === undefined ? failed : undefined
}

function describeFailure(failed: EventOf<'step-failed'> | undefined): string | undefined {
  return failed && `"${failed.name}" failed: ${failed.message}`
}

/** Events of one kind between two times. */
export function eventsIn<Kind extends RunEventKind>(
  { events }: Pick<Ledger, 'events'>,
  kind: Kind,
  { from, to }: TimeSpan,
): EventOf<Kind>[] {
  return events.filter((event): event is EventOf<Kind> => event.kind === kind && event.t >= from && event.t <= to)
}
