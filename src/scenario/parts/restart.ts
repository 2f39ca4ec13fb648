import type { z } from 'zod'
import type { BuildContext } from '../../grammar/build-context.ts'
import { list, map, oneOf } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { duration } from '../../grammar/units.ts'
import { integer } from '../../grammar/words.ts'
import type { RestartSpec, RestartStep, TargetSpec } from '../../model/scenario.ts'
import type { StepDefinition, StepPlace } from '../../restart/step.ts'

const STEPS = 'a list of steps such as [{ signal: HUP }]'

/** The kinds of steps that there are, by the key that each has. */
export type StepRegistry = Readonly<Record<string, StepDefinition>>

/** One step: a map whose only key is the kind of step. */
function defineStepSchema(steps: StepRegistry) {
  const shape = Object.fromEntries(Object.entries(steps).map(([kind, { schema }]) => [kind, schema.exactOptional()]))
  return oneOf(shape, Object.keys(steps), 'One step of a restart.')
}

export function defineRestartSchema(steps: StepRegistry) {
  return map(
    {
      count: scalar(integer({ min: 1, what: 'a number of restarts, at least 1' }), 'How many restarts.').prefault('1'),
      every: scalar(
        duration,
        'Minimum time from the start of one restart to the start of the next. The next one also waits until the last one has settled.',
      ).prefault('5s'),
      steps: list(defineStepSchema(steps), STEPS)
        .min(1, { error: () => STEPS })
        .meta({ description: 'What is done in each restart, in this order.' }),
    },
    'How the target is restarted.',
  )
}

export function buildRestart(
  restart: z.output<ReturnType<typeof defineRestartSchema>>,
  target: TargetSpec,
  { steps, context }: { steps: StepRegistry; context: BuildContext },
): RestartSpec {
  const built = restart.steps.flatMap((written, i) =>
    buildStep(written, steps, { ...context, target, path: ['restart', 'steps', i] }),
  )
  return { count: restart.count, everyMs: restart.every, steps: built }
}

/** There is one: the schema has made sure that exactly one kind is given. */
function buildStep(written: Record<string, unknown>, steps: StepRegistry, place: StepPlace): RestartStep[] {
  const given = Object.entries(steps).filter(([kind]) => written[kind] !== undefined)
  return given.map(([kind, { build }]) => build(written[kind], { ...place, path: [...place.path, kind] }))
}
