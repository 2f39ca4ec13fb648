import type { z } from 'zod'
import type { BuildContext } from '../grammar/build-context.ts'
import type { Path } from '../grammar/issue.ts'
import type { RestartStep, StepTraits, TargetSpec } from '../model/scenario.ts'
import type { StepContext } from './context.ts'

/** Where a step was written, and the target that it works on. */
export interface StepPlace extends BuildContext {
  target: TargetSpec
  path: Path
}

/** All that there is to say of one kind of step. */
export interface StepDefinition<Written = unknown, Step extends RestartStep = RestartStep> {
  /** What it is to findings. */
  traits: StepTraits
  /** What people write: the value of the step's key in a scenario. */
  schema: z.ZodType<Written>
  /** Turns that into the step: durations in milliseconds, paths absolute. Reports what only the whole scenario shows to be wrong. */
  build(written: Written, place: StepPlace): Step
  /** The step in a few words, for events and reports. No secrets: headers, bodies and data stay out. */
  name(step: Step): string
  /** The command line that it gives to /bin/sh, if any: looked for before the run. */
  command?(step: Step): string | undefined
  /** Takes the step; resolves with what a reader may want to know of it. Throws StepError. */
  run(step: Step, context: StepContext): Promise<string | void>
}

/** Checks that the parts of a step fit together. */
export function defineStep<Written, Step extends RestartStep>(
  definition: StepDefinition<Written, Step>,
): StepDefinition<Written, Step> {
  return definition
}

/** A row for each kind of step: its key is the kind of what it builds. */
type StepRows<Rows> = { [Kind in keyof Rows]: StepDefinition<unknown, RestartStep & { kind: Kind }> }

/** Checks that each step stands under its own name. */
export function defineSteps<Rows extends StepRows<Rows>>(rows: Rows): Rows {
  return rows
}
