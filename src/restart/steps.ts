import type { RestartStep, RestartStepKind } from '../model/scenario.ts'
import type { StepContext } from './context.ts'
import { errorText, StepError } from './step-error.ts'
import { nameExec, runExec } from './steps/exec.ts'
import { nameHttp, runHttp } from './steps/http.ts'
import { nameRollout, runRollout } from './steps/rollout.ts'
import { nameSend, runSend } from './steps/send.ts'
import { nameSignal, runSignal } from './steps/signal.ts'
import { nameStart, runStart } from './steps/start.ts'
import { nameStop, runStop } from './steps/stop.ts'
import { nameTouch, runTouch } from './steps/touch.ts'
import { nameWait, runWait } from './steps/wait.ts'
import { nameWrite, runWrite } from './steps/write.ts'

interface StepDefinition<Step> {
  /** The step in a few words, for events and reports. No secrets: headers, bodies and data stay out. */
  name(step: Step): string
  /** Takes the step; resolves with what a reader may want to know of it. Throws StepError. */
  run(step: Step, context: StepContext): Promise<string | void>
}

type Steps = { [Kind in RestartStepKind]: StepDefinition<Extract<RestartStep, { kind: Kind }>> }

const STEPS: Steps = {
  signal: { name: nameSignal, run: runSignal },
  exec: { name: nameExec, run: runExec },
  http: { name: nameHttp, run: runHttp },
  send: { name: nameSend, run: runSend },
  write: { name: nameWrite, run: runWrite },
  touch: { name: nameTouch, run: runTouch },
  start: { name: nameStart, run: runStart },
  stop: { name: nameStop, run: runStop },
  wait: { name: nameWait, run: runWait },
  rollout: { name: nameRollout, run: runRollout },
}

export function nameStep(step: RestartStep): string {
  return define(step).name(step)
}

/** What a step came to: with a detail, failed, or aborted together with the run. */
export type StepResult = { detail?: string } | { failed: StepError } | { aborted: true }

export async function runStep(step: RestartStep, context: StepContext): Promise<StepResult> {
  try {
    context.abort.throwIfAborted()
    const detail = await define(step).run(step, context)
    return typeof detail === 'string' ? { detail } : {}
  } catch (error) {
    if (context.abort.aborted) return { aborted: true }
    return { failed: error instanceof StepError ? error : unforeseen(error, step) }
  }
}

function define(step: RestartStep): StepDefinition<RestartStep> {
  return STEPS[step.kind]
}

function unforeseen(error: unknown, step: RestartStep): StepError {
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
