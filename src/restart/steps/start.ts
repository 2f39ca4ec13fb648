import { untilAborted } from '../../model/abort.ts'
import type { RestartStep } from '../../model/scenario.ts'
import type { StepContext } from '../context.ts'
import { errorText, StepError } from '../step-error.ts'

type StartStep = Extract<RestartStep, { kind: 'start' }>

export function nameStart({ command }: StartStep): string {
  return command === undefined ? 'start' : `start ${command}`
}

/** Launches the next generation, beside the old one where that still runs, and waits until it is ready. */
export async function runStart({ command, ready }: StartStep, context: StepContext): Promise<string> {
  try {
    return `pid ${await untilAborted(context.launchNext(command, ready), context.abort)}`
  } catch (error) {
    context.abort.throwIfAborted()
    throw new StepError(
      {
        what: 'the next generation could not be started',
        expected: `a server that is ready within ${ready.withinMs} ms`,
        found: errorText(error),
        remedy:
          'See target.log. A port that is still taken means that the old generation must stop first, or share it.',
      },
      error,
    )
  }
}
