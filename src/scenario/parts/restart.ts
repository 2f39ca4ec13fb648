import type { z } from 'zod'
import type { RestartSpec, TargetSpec } from '../../model/scenario.ts'
import type { BuildContext } from '../context.ts'
import { list, map } from '../grammar/map.ts'
import { scalar } from '../grammar/scalar.ts'
import { duration } from '../grammar/units.ts'
import { integer } from '../grammar/words.ts'
import { buildStep, stepSchema } from '../steps/index.ts'

const STEPS = 'a list of steps such as [{ signal: HUP }]'

export const restartSchema = map(
  {
    count: scalar(integer({ min: 1, what: 'a number of restarts, at least 1' }), 'How many restarts.').prefault('1'),
    every: scalar(
      duration,
      'From the beginning of one restart to that of the next, at the least: the one before must have settled.',
    ).prefault('5s'),
    steps: list(stepSchema, STEPS)
      .min(1, { error: () => STEPS })
      .meta({ description: 'What is done in each restart, in this order.' }),
  },
  'How the target is restarted.',
)

export function buildRestart(
  restart: z.output<typeof restartSchema>,
  target: TargetSpec,
  context: BuildContext,
): RestartSpec {
  const steps = restart.steps.flatMap((step, i) =>
    buildStep(step, { ...context, target, path: ['restart', 'steps', i] }),
  )
  return { count: restart.count, everyMs: restart.every, steps }
}
