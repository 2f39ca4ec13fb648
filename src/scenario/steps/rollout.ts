import { z } from 'zod'
import type { RestartStep, RolloutChange } from '../../model/scenario.ts'
import { reportValue } from '../context.ts'
import { forms, oneOf } from '../grammar/map.ts'
import { scalar } from '../grammar/scalar.ts'
import { positiveDuration } from '../grammar/units.ts'
import { choice, flag, words } from '../grammar/words.ts'
import type { StepContext } from './step.ts'

const images = z
  .record(z.string(), scalar(words('the name of an image'), 'The image.'), {
    error: () => 'a map of containers and images such as { server: example/server:2 }',
  })
  .refine((map) => Object.keys(map).length > 0, { error: 'at least one container and its image' })
  .meta({ description: 'Images by the names of their containers.', minProperties: 1 })

const options = oneOf(
  {
    restart: scalar(flag([true]), 'The same template once more, with a date in its annotations.').exactOptional(),
    undo: scalar(flag([true]), 'Back to the template before.').exactOptional(),
    image: images.exactOptional(),
    within: scalar(positiveDuration, 'How long it may take until all pods are new and available.').prefault('5m'),
    stuck: scalar(choice(['leave', 'undo']), 'What becomes of a rollout that is stuck. The step fails.').prefault(
      'leave',
    ),
  },
  ['restart', 'undo', 'image'],
  'What is rolled out, and how long it may take.',
)

export const rolloutSchema = forms(
  [
    scalar(choice(['restart', 'undo']), 'The same template once more, or the one before.').transform((by) =>
      options.parse({ [by]: 'true' }),
    ),
    options,
  ],
  'restart, undo, or a map with one of restart, undo, image',
).meta({ description: 'Rolls out the workload of target.kubernetes, and waits until that is complete.' })

type Written = z.output<typeof options>

export function buildRollout(written: Written, context: StepContext): RestartStep {
  if (context.target.kubernetes === undefined) {
    const expected = 'target.kubernetes, which names the workload'
    reportValue(context, context.path, { expected, found: 'found a rollout without it' })
  }
  return {
    kind: 'rollout',
    change: buildChange(written),
    withinMs: written.within,
    undo: written.stuck === 'undo',
  }
}

function buildChange({ restart, image }: Written): RolloutChange {
  if (image !== undefined) return { by: 'image', images: image }
  return { by: restart === undefined ? 'undo' : 'restart' }
}
