import type { RestartStep, TargetSpec } from '../../model/scenario.ts'
import type { BuildContext } from '../context.ts'
import type { Path } from '../errors/problem.ts'

/** What a step is built with: the target it works on, and where it was written. */
export interface StepContext extends BuildContext {
  target: TargetSpec
  path: Path
}

/** Turns what was written for a step into the step. */
export type BuildStep<Written> = (written: Written, context: StepContext) => RestartStep
