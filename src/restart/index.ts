import type { RestartStep, StepTraits } from '../model/scenario.ts'
import type { StepContext } from './context.ts'
import { defineSteps, type StepDefinition } from './step.ts'
import { errorText, StepError } from './step-error.ts'
import { execStep } from './steps/exec.ts'
import { httpStep } from './steps/http.ts'
import { rolloutStep } from './steps/rollout.ts'
import { sendStep } from './steps/send.ts'
import { signalStep } from './steps/signal.ts'
import { startStep } from './steps/start.ts'
import { stopStep } from './steps/stop.ts'
import { touchStep } from './steps/touch.ts'
import { waitStep } from './steps/wait.ts'
import { writeStep } from './steps/write.ts'

/** Every kind of step, by the key that it has in a scenario: the only place that lists them. */
export const RESTART_STEPS = defineSteps({
  signal: signalStep,
  exec: execStep,
  http: httpStep,
  send: sendStep,
  write: writeStep,
  touch: touchStep,
  start: startStep,
  stop: stopStep,
  wait: waitStep,
  rollout: rolloutStep,
})

type Steps = typeof RESTART_STEPS

/** A step of any of these kinds, with what it has of its own. */
export type KnownStep = { [Kind in keyof Steps]: ReturnType<Steps[Kind]['build']> }[keyof Steps]

/** What there is to know of a kind; of one that a journal names and this hitless does not have, nothing. */
export function stepTraitsOf(kind: string): StepTraits {
  return findDefinition(kind)?.traits ?? {}
}

export function nameStep(step: RestartStep): string {
  return definitionOf(step).name(step)
}

/** The command line that a step gives to /bin/sh, if any. */
export function commandOf(step: RestartStep): string | undefined {
  return definitionOf(step).command?.(step)
}

/** What a step came to: with a detail, failed, or aborted together with the run. */
export type StepResult = { detail?: string } | { failed: StepError } | { aborted: true }

export async function runStep(step: RestartStep, context: StepContext): Promise<StepResult> {
  try {
    context.abort.throwIfAborted()
    const detail = await definitionOf(step).run(step, context)
    return typeof detail === 'string' ? { detail } : {}
  } catch (error) {
    if (context.abort.aborted) return { aborted: true }
    return { failed: error instanceof StepError ? error : describeUnforeseen(error, step) }
  }
}

/** @throws where there is no step of this kind, which a scenario that was read cannot have */
function definitionOf({ kind }: RestartStep): StepDefinition {
  const definition = findDefinition(kind)
  if (definition === undefined)
    throw new Error(`Expected a step, one of ${Object.keys(RESTART_STEPS).join(', ')}, found "${kind}".`)
  return definition
}

function findDefinition(kind: string): StepDefinition | undefined {
  return Object.entries(RESTART_STEPS).find(([key]) => key === kind)?.[1]
}

function describeUnforeseen(error: unknown, step: RestartStep): StepError {
  return new StepError(
    {
      what: `the step "${step.kind}" broke`,
      expected: 'it to succeed, or to say why not',
      found: errorText(error),
      remedy: 'Check what the scenario gives to this step; if that is right, please report this message.',
    },
    error,
  )
}
