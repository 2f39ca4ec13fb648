import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { z } from 'zod'
import { reportIssue, resolvePath } from '../../grammar/build-context.ts'
import { oneOf, unionOf } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { positiveDuration } from '../../grammar/units.ts'
import { choice, flag, nonEmptyText } from '../../grammar/words.ts'
import { poll } from '../../model/poll.ts'
import type { RestartStep } from '../../model/scenario.ts'
import type { StepContext } from '../context.ts'
import { defineStep, type StepPlace } from '../step.ts'
import { StepError } from '../step-error.ts'

export type WaitUntil =
  /** A response of a generation not seen before this restart. */
  | { generation: 'new' }
  /** The old generation's processes have ended. */
  | { process: 'old-gone' }
  /** Some process, or none, listens on the target's port. */
  | { listener: 'open' | 'closed' }
  | { file: string; present: boolean }
  | { ms: number }

export interface WaitStep extends RestartStep {
  kind: 'wait'
  until: WaitUntil
  withinMs: number
}

const DEFAULT_WITHIN_MS = 10_000

const options = oneOf(
  {
    for: scalar(positiveDuration, 'For this long.').exactOptional(),
    generation: scalar(choice(['new']), 'Until a new generation has answered.').exactOptional(),
    process: scalar(choice(['old-gone']), "Until the old generation's processes have ended.").exactOptional(),
    listener: scalar(
      choice(['open', 'closed']),
      "Until the target's port has a listener (open), or has none (closed).",
    ).exactOptional(),
    file: scalar(nonEmptyText('the path of a file'), 'Until this file exists.').exactOptional(),
    gone: scalar(flag([true, false]), 'true, beside file: until the file does not exist.').exactOptional(),
    within: scalar(positiveDuration, 'How long it may take. Default: 10s.').exactOptional(),
  },
  ['for', 'generation', 'process', 'listener', 'file'],
  'What to wait for, and how long.',
)

const waitSchema = unionOf(
  [scalar(positiveDuration, 'For this long.').transform((ms) => options.parse({ for: `${ms}ms` })), options],
  'a duration such as 2s, or a map with one of for, generation, process, listener, file',
).meta({ description: 'Waits for something, or for a while.' })

type Written = z.output<typeof waitSchema>

function buildWait(written: Written, place: StepPlace): WaitStep {
  checkCompanions(written, place)
  const { within = written.for ?? DEFAULT_WITHIN_MS } = written
  return { kind: 'wait', until: buildUntil(written, place), withinMs: within }
}

function checkCompanions(written: Written, place: StepPlace): void {
  const report = (key: string, expected: string) =>
    reportIssue(place, [...place.path, key], { expected, found: `found ${key}` })
  if (written.for !== undefined && written.within !== undefined) report('within', 'no limit beside for')
  if (written.file === undefined && written.gone !== undefined) report('gone', 'gone beside file alone')
}

function buildUntil(written: Written, place: StepPlace): WaitUntil {
  const { for: ms, generation, process, listener, file = '', gone = false } = written
  if (ms !== undefined) return { ms }
  if (generation !== undefined) return { generation }
  if (process !== undefined) return { process }
  if (listener !== undefined) return { listener }
  return { file: resolvePath(place, file), present: !gone }
}

export function nameWait({ until }: WaitStep): string {
  if ('ms' in until) return `wait ${until.ms} ms`
  if ('file' in until) return `wait for ${until.file} to be ${until.present ? 'present' : 'absent'}`
  if ('listener' in until) return `wait for the listener to be ${until.listener}`
  return 'generation' in until ? 'wait for a new generation' : 'wait for the old generation to be gone'
}

/** Waits until something is so, or for a time. A duration always passes in full; `within` does not limit it. */
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
    what: `timed out after ${withinMs} ms`,
    ...describeFailure(until, context),
  })
}

function describeFailure(until: Condition, context: StepContext): { expected: string; found: string; remedy: string } {
  if ('generation' in until || 'process' in until) {
    const fresh = 'generation' in until
    return {
      expected: fresh ? 'an answer of a new generation' : 'the old generation to be gone',
      found: context.generations.describeProgress(),
      remedy: fresh ? BROKEN_RESTART : SLOW_DRAIN,
    }
  }
  if ('listener' in until) {
    const found = until.listener === 'open' ? 'no listener' : 'that it still has a listener'
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
  'See target.log: the new configuration or binary may be broken, the server may ignore the signal, ' +
  'or both generations may look alike to `target.generation`.'
const SLOW_DRAIN =
  'Give `within` more time than the slowest request or open WebSocket needs, or set a limit in the server.'

export const waitStep = defineStep({
  traits: { waits: true },
  schema: waitSchema,
  build: buildWait,
  name: nameWait,
  run: runWait,
})
