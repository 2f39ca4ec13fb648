import { PUNCTUAL_MS } from '../../model/entry.ts'
import type { Delay, TimeSpan } from '../../model/ledger.ts'
import { CALM_LOOK_MS, CLOSE_LOOK_MS, TICK_MS } from '../../model/look.ts'
import { findFirst } from '../../model/sorted.ts'
import type { RuleInput } from './rule-input.ts'

/** How late hitless sees what happens: as long as a look takes to come round, and as long as the thread that looks was measured to be late. */

type Known = Pick<RuleInput, 'ledger'>

/** What a process does at once, as it lets go of its sockets one by one when it ends, its clients and the watch see no further apart, milliseconds. */
export const TOGETHER_MS = CLOSE_LOOK_MS

/** It times the restarts and watches the target; all others send traffic. */
const WATCHER = 'main'

/** The end of a process, or in a restart the close of its listening socket, happened at most so long before it was seen at a time, milliseconds. */
export function seenLate(input: Known, t: number): number {
  return lateAfter(input, t, CLOSE_LOOK_MS + TICK_MS)
}

/** Outside of restarts listening sockets are looked at less often. */
export function seenLateInCalm(input: Known, t: number): number {
  return lateAfter(input, t, CALM_LOOK_MS + TICK_MS)
}

function lateAfter({ ledger }: Known, t: number, lookMs: number): number {
  return lookMs + longestDelay(ledger.delays[WATCHER], { from: t - lookMs, to: t })
}

/** A client read at most so late what came to it at a time, milliseconds. */
export function readLate({ ledger }: Known, t: number): number {
  const clients = Object.entries(ledger.delays).filter(([thread]) => thread !== WATCHER)
  return Math.max(PUNCTUAL_MS, ...clients.map(([, delays]) => longestDelay(delays, { from: t, to: t })))
}

/** Zero where it was not measured. */
function longestDelay(delays: readonly Delay[] = [], { from, to }: TimeSpan): number {
  let longest = 0
  for (let i = findFirst(delays, (one) => one.to >= from); i < delays.length; i += 1) {
    const delay = delays[i]
    if (delay === undefined || delay.from > to) break
    longest = Math.max(longest, delay.ms)
  }
  return longest
}
