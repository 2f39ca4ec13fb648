import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { poll } from '../../model/poll.ts'
import type { RestartStep, WaitUntil } from '../../model/scenario.ts'
import type { StepContext } from '../context.ts'
import { StepError } from '../step-error.ts'

type WaitStep = Extract<RestartStep, { kind: 'wait' }>

export function nameWait({ until }: WaitStep): string {
  if ('ms' in until) return `wait ${until.ms} ms`
  if ('file' in until) return `wait for ${until.file} to be ${until.present ? 'present' : 'absent'}`
  if ('listener' in until) return `wait for the listener to be ${until.listener}`
  return 'generation' in until ? 'wait for a new generation' : 'wait for the old generation to be gone'
}

/** Waits until something is so, or for a time. A duration is waited in full, whatever `within` says. */
export async function runWait({ until, withinMs }: WaitStep, context: StepContext): Promise<string | void> {
  if ('ms' in until) return context.sleep(until.ms, context.abort)
  const came = await poll(context, withinMs, () => check(until, context))
  if (came === undefined) throw tooLate(until, withinMs, context)
  return came
}

type Condition = Exclude<WaitUntil, { ms: number }>

/** What was waited for, in words; undefined while it is not so. */
function check(until: Condition, context: StepContext): string | undefined {
  if ('generation' in until) return context.generations.takeover()?.generation
  if ('process' in until) return context.generations.oldGone() === undefined ? undefined : 'gone'
  if ('listener' in until) return isListening(context) === (until.listener === 'open') ? until.listener : undefined
  const present = existsSync(resolve(context.cwd, until.file))
  return present === until.present ? (present ? 'present' : 'absent') : undefined
}

function isListening({ target, look }: StepContext): boolean {
  look()
  const listening = target.listening()
  if (listening !== undefined) return listening
  throw new StepError({
    what: 'the listener cannot be watched',
    expected: `a target on this machine, on Linux, with port ${target.port}`,
    found: 'no view of its listening sockets',
    remedy: 'Wait for a generation, a file or a duration instead.',
  })
}

function tooLate(until: Condition, withinMs: number, context: StepContext): StepError {
  return new StepError({
    what: `waited ${withinMs} ms in vain`,
    ...explain(until, context),
  })
}

function explain(until: Condition, context: StepContext): { expected: string; found: string; remedy: string } {
  if ('generation' in until || 'process' in until) {
    const fresh = 'generation' in until
    return {
      expected: fresh ? 'an answer of a new generation' : 'the old generation to be gone',
      found: context.generations.describeProgress(),
      remedy: fresh ? BROKEN_RESTART : SLOW_DRAIN,
    }
  }
  if ('listener' in until) {
    const found = until.listener === 'open' ? 'nobody listening' : 'that somebody still listens'
    return { expected: `port ${context.target.port} to be ${until.listener}`, found, remedy: 'See target.log.' }
  }
  const file = resolve(context.cwd, until.file)
  return {
    expected: `${file} to be ${until.present ? 'present' : 'absent'}`,
    found: `it ${until.present ? 'absent' : 'present'}`,
    remedy: 'Check the path, and that the server got the step before this one.',
  }
}

const BROKEN_RESTART =
  'See target.log: the new configuration or binary may be broken, the signal may be one that the server disregards, ' +
  'or both generations may look alike to `target.generation`.'
const SLOW_DRAIN =
  'Give `within` more time than the slowest request or open WebSocket needs, or set a limit in the server.'
