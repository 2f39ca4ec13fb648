import { poll, realTime } from '../model/poll.ts'
import type { ReadySpec } from '../model/scenario.ts'
import { TargetError } from '../model/target-error.ts'
import { readLogTail } from './log-tail.ts'
import { probeFor, type ReadyPlace } from './ready-probes.ts'

const LOOK_MS = 25

export interface ReadyOptions extends ReadyPlace {
  ready: ReadySpec
  /** How the target ended, once nothing of it lives any more. */
  ended: () => string | undefined
  /** Ends the waiting, with the signal's reason. */
  abort: AbortSignal
}

/** Resolves when the target is ready; a TargetError with the end of its log when it ended before, or in time was not. */
export async function waitReady(options: ReadyOptions): Promise<void> {
  const { ready, ended, log, abort } = options
  const probe = probeFor(ready, options)
  let seen: string | undefined
  let death: string | undefined
  const look = async () => {
    abort.throwIfAborted()
    seen = await probe()
    death = seen === undefined ? undefined : ended()
    return seen === undefined || death !== undefined
  }
  await poll(realTime(abort), ready.withinMs, look, LOOK_MS)
  if (seen === undefined) return
  const logTail = readLogTail(log)
  if (death !== undefined)
    throw new TargetError(`The target ended before it was ready: ${describeEnd(death)}.`, { logTail })
  throw new TargetError(`Expected ${expectation(options)} within ${ready.withinMs} ms, but found ${seen}.`, { logTail })
}

function expectation({ ready, url }: ReadyOptions): string {
  if (ready.by === 'http') return `an answer other than 5xx from ${new URL(ready.path, url).href}`
  return ready.by === 'tcp' ? `a connection to ${new URL(url).host}` : `a line of the log to match ${ready.pattern}`
}

/** sh(1): 127 for a command that was not found, 126 for one that could not be executed. */
function describeEnd(how: string): string {
  if (how === 'exit code 127') return `${how}, command not found`
  return how === 'exit code 126' ? `${how}, command not executable` : how
}
