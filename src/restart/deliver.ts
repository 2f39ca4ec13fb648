import { readCommand } from '../linux/cmdline.ts'
import { isRunning, type ProcessId } from '../linux/process-id.ts'
import { type Disposition, readDisposition } from '../linux/signals.ts'
import { POLL_MS } from '../model/poll.ts'
import type { RestartContext, StepContext } from './context.ts'
import { errorCode, errorText, StepError } from './step-error.ts'

type Kill = (pid: number, signal: NodeJS.Signals) => unknown

/** How often to look whether a signal stays blocked: libc blocks all of them for a moment while it forks. */
const LOOKS = 20

/**
 * Sends a signal to a process that is there, allowed and prepared to receive it; resolves with who got it, in words.
 * Throws StepError where no process received it: kill(2) succeeds for zombies, and for processes that ignore the signal.
 */
export async function deliverSignal(
  signal: NodeJS.Signals,
  to: ProcessId,
  context: Pick<StepContext, 'clock' | 'sleep' | 'abort' | 'onReceived'>,
  kill: Kill = process.kill.bind(process),
): Promise<string> {
  const disposition = await findDisposition(signal, to.pid, context)
  const command = readCommand(to.pid) ?? ''
  if (!isRunning(to)) throw notReceived(signal, `process ${to.pid} gone`)
  if (disposition === 'ignored') throw ignored(signal, to.pid)
  try {
    kill(to.pid, signal)
  } catch (error) {
    throw describeFailure(error, signal, to.pid)
  }
  context.onReceived?.({ pid: to.pid, command, t: context.clock.now() })
  return disposition === 'default' ? `pid ${to.pid}, which does not catch ${signal}` : `pid ${to.pid}`
}

async function findDisposition(
  signal: NodeJS.Signals,
  pid: number,
  { sleep, abort }: Pick<RestartContext, 'sleep' | 'abort'>,
): Promise<Disposition | undefined> {
  for (let looks = 1; ; looks += 1) {
    const disposition = readDisposition(pid, signal)
    if (disposition !== 'kept' || looks === LOOKS) return disposition
    await sleep(POLL_MS, abort)
  }
}

export function shortName(signal: NodeJS.Signals): string {
  return signal.replace(/^SIG/, '')
}

function notReceived(signal: NodeJS.Signals, found: string, cause?: unknown): StepError {
  return new StepError(
    {
      what: `no process received ${signal}`,
      undelivered: true,
      expected: 'a running process',
      found,
      remedy: 'Check `target.pid` and `to:`, and see target.log for why the process ended.',
    },
    cause,
  )
}

function ignored(signal: NodeJS.Signals, pid: number): StepError {
  return new StepError({
    what: `no process received ${signal}`,
    undelivered: true,
    expected: `process ${pid} to act on it`,
    found: 'that the process ignores this signal',
    remedy:
      'Use the signal that this server restarts on, name the process that handles it with `to:`, ' +
      'or do not start the server with nohup, trap "" or as the first process of a container without a handler.',
  })
}

function describeFailure(error: unknown, signal: NodeJS.Signals, pid: number): StepError {
  if (errorCode(error) === 'ESRCH') return notReceived(signal, `process ${pid} gone`, error)
  return new StepError(
    {
      what: `signal ${shortName(signal)} could not be sent to process ${pid}`,
      expected: 'permission to signal it',
      found: errorText(error),
      remedy: "Run hitless as the process's user or as root, or restart by `exec` with sudo.",
    },
    error,
  )
}
