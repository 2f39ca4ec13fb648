import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { z } from 'zod'
import { map, unionOf } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { positiveDuration } from '../../grammar/units.ts'
import { findSignal, nonEmptyText, signalName, suggestSignal } from '../../grammar/words.ts'
import { signalGroup } from '../../linux/signals.ts'
import type { RestartStep } from '../../model/scenario.ts'
import { TimeLimitError, withTimeLimit } from '../../model/time-limit.ts'
import { type CommandOutput, openOutput } from '../command-output.ts'
import type { StepContext } from '../context.ts'
import { defineStep, type StepPlace } from '../step.ts'
import { errorText, StepError } from '../step-error.ts'

export interface ExecStep extends RestartStep {
  kind: 'exec'
  command: string
  withinMs: number
}

const commandLine = scalar(nonEmptyText('a command line'), 'Command line for /bin/sh; it must exit with 0.')
const options = map(
  { command: commandLine, within: scalar(positiveDuration, 'How long it may take.').prefault('30s') },
  'A command, and how long it may take.',
)

const execSchema = unionOf(
  [commandLine.transform((given) => options.parse({ command: given })), options],
  'a command line, or a map with command and within',
).meta({ description: 'Runs a command and waits until it ends.' })

function buildExec({ command: line, within }: z.output<typeof execSchema>, place: StepPlace): ExecStep {
  checkSignal(line, place)
  return { kind: 'exec', command: line, withinMs: within }
}

/** The signal of a plain `kill -NAME` or `kill -s NAME`, POSIX kill; numbers and real-time signals are the shell's to judge. */
function checkSignal(line: string, place: StepPlace): void {
  const name = /^kill\s+-(?:s\s+)?([A-Z]{2}[A-Z0-9]*)\s/.exec(line.trim())?.[1]
  if (name === undefined || name.startsWith('RT') || findSignal(name) !== undefined) return
  const issue = { expected: signalName.expected, found: `found ${JSON.stringify(name)}`, ...suggestSignal(name) }
  place.report({ path: place.path, at: 'value', needle: name, ...issue })
}

export function nameExec({ command }: ExecStep): string {
  const line = command.trim().replaceAll(/\s+/g, ' ')
  return `exec ${line.length > 80 ? `${line.slice(0, 79)}…` : line}`
}

/**
 * Runs a command with `/bin/sh -c` until the shell exits; what it leaves in the background runs on. At the limit, and when
 * the run is aborted, everything in the command's process group is killed.
 */
export async function runExec(step: ExecStep, context: StepContext): Promise<string | void> {
  const output = await openOutput()
  try {
    const how = await withTimeLimit(step.withinMs, context.abort, (signal) => execute(step, context, output, signal))
    if (how !== 'exit code 0') throw failed(how, await output.tail())
    return await output.lastLine()
  } catch (error) {
    context.abort.throwIfAborted()
    if (error instanceof StepError) throw error
    throw error instanceof TimeLimitError ? hanging(error, step, await output.tail()) : impossible(error, context.cwd)
  } finally {
    await output.close()
  }
}

/** Resolves with how the shell ended, in words. */
async function execute(
  step: ExecStep,
  context: StepContext,
  output: CommandOutput,
  signal: AbortSignal,
): Promise<string> {
  const child = spawn('/bin/sh', ['-c', step.command], {
    cwd: context.cwd,
    env: commandEnv(context),
    // A process group of its own: whatever hangs is killed together with what it waits for.
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
  })
  signal.addEventListener('abort', () => endGroup(child), { once: true })
  // Not `close`: a server left behind holds on to the output for as long as it lives.
  await once(child, 'exit')
  return child.exitCode === null ? `end by ${child.signalCode}` : `exit code ${child.exitCode}`
}

/** The environment of hitless and of the target, with the target's main process and what else a command may want to know. */
function commandEnv({ env, url, index, target }: StepContext): NodeJS.ProcessEnv {
  const main = target.mainPid()
  const ours = { HITLESS_URL: url, HITLESS_RESTART: String(index) }
  return { ...process.env, ...env, ...ours, HITLESS_PID: main === undefined ? '' : String(main) }
}

function endGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) signalGroup(pid, 'SIGKILL')
}

function failed(how: string, tail: string): StepError {
  return new StepError({
    what: 'the command failed',
    expected: 'exit code 0',
    found: withOutput(how, tail),
    remedy: 'Run the command by hand, with HITLESS_PID and HITLESS_URL set.',
  })
}

function hanging(cause: TimeLimitError, { withinMs }: ExecStep, tail: string): StepError {
  return new StepError(
    {
      what: 'the command did not end and was killed',
      expected: `its end within ${withinMs} ms`,
      found: withOutput('it still running', tail),
      remedy: 'Increase `within`, or use `&` to run in the background what should keep running.',
    },
    cause,
  )
}

function impossible(error: unknown, cwd: string): StepError {
  return new StepError(
    {
      what: 'the command could not be started',
      expected: `/bin/sh, and the folder ${cwd}`,
      found: errorText(error),
      remedy: 'Correct `target.cwd`.',
    },
    error,
  )
}

function withOutput(found: string, tail: string): string {
  return tail === '' ? `${found} without any output` : `${found} after ${JSON.stringify(tail)}`
}

export const execStep = defineStep({
  traits: { command: true },
  schema: execSchema,
  build: buildExec,
  name: nameExec,
  command: (step) => step.command,
  run: runExec,
})
