import type { Ledger } from '../../model/ledger.ts'
import type { ProcessLife, SignalledProcess } from '../../model/process.ts'
import { formatDuration } from '../../text/numbers.ts'
import type { RestartSpan } from './rule-input.ts'
import { eventsIn } from './traces.ts'

/** A restart that was made and not seen to happen. */
export interface Unseen {
  span: RestartSpan
  /** Processes that were started in it, helpers included. */
  started: number
  /** The last line of the target's log that reads like an error. */
  complaint?: string
  /** A signal that reached the process which launched the server, and not the server. */
  wrapped?: SignalledProcess
  /** Why the target refused, as a clause; absent where it did not say. */
  refusal?: string
}

/** A target that says so has understood well, and does nothing. */
const IGNORED = /\bignor/i

/** A restart without a new generation, unless it ended the target or was not waited for. */
export function findUnseen(ledger: Ledger, span: RestartSpan): Unseen | undefined {
  const { observed, settled, index } = span
  const died = ledger.events.some((event) => event.kind === 'restart-settled' && event.index === index && event.died)
  return observed || settled === undefined || died ? undefined : describeUnseen(ledger, span)
}

function describeUnseen(ledger: Ledger, span: RestartSpan): Unseen {
  const time = { from: span.begun, to: span.until }
  const complaint = eventsIn(ledger, 'target-complained', time)
    .find(({ index }) => index === span.index)
    ?.lines.at(-1)
  const wrapped = span.signalled?.find(({ servers }) => servers.length > 0)
  const refusal = wrapped === undefined ? findRefusal(ledger, span, complaint) : undefined
  const started = ledger.processes.filter(({ bornIn }) => bornIn === span.index).length
  return {
    span,
    started,
    ...(wrapped && { wrapped }),
    ...(complaint !== undefined && { complaint }),
    ...(refusal !== undefined && { refusal }),
  }
}

function findRefusal(ledger: Ledger, span: RestartSpan, complaint: string | undefined): string | undefined {
  const failed = ledger.events.find((event) => event.kind === 'step-failed' && event.index === span.index)
  if (failed?.kind === 'step-failed' && ledger.steps[failed.step - 1]?.waits === undefined)
    return `"${failed.name}" failed: ${failed.message}`
  if (complaint !== undefined && !IGNORED.test(complaint)) return `its log says: ${complaint}`
  const stillborn = ledger.processes.find((life) => isStillborn(life, ledger, span)) ?? findVanished(ledger, span)
  return stillborn && describeStillborn(stillborn)
}

/**
 * A process that its parent reaped before its end could be looked at. It was to succeed the old ones where it was started with the very
 * words that they were, which a helper is not, and where none of these lived on.
 */
function findVanished({ processes }: Ledger, { index, until }: RestartSpan): ProcessLife | undefined {
  const words = new Set(processes.filter(({ bornIn }) => bornIn !== index).map(({ command }) => command))
  const born = processes.filter(({ bornIn, command }) => bornIn === index && words.has(command))
  if (born.some(({ ended = Number.POSITIVE_INFINITY }) => ended > until)) return undefined
  return born.find(({ code, signal }) => code === undefined && signal === undefined)
}

/** It was started in this restart as the old ones were, and soon ended in failure. */
function isStillborn(
  { bornIn, command, ended, code, signal }: ProcessLife,
  { processes }: Ledger,
  { index, until }: RestartSpan,
): boolean {
  if (bornIn !== index || ended === undefined || ended > until) return false
  const failed = signal !== undefined || (code !== undefined && code !== 0)
  return failed && processes.some((other) => other.bornIn !== index && programOf(other.command) === programOf(command))
}

function programOf(command: string): string {
  return command.split(' ')[0] ?? command
}

function describeStillborn({ pid, started, ended = started, code, signal }: ProcessLife): string {
  const age = formatDuration(ended - started)
  const how = signal ?? (code === undefined ? undefined : `exit code ${code}`)
  if (how === undefined) return `the new process ${pid} was gone after ${age}, and how it ended was not seen`
  return `the new process ${pid} ended with ${how} after ${age}`
}
