import { z } from 'zod'
import { reportIssue } from '../../grammar/build-context.ts'
import { oneOf, unionOf } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { positiveDuration } from '../../grammar/units.ts'
import { choice, flag, nonEmptyText } from '../../grammar/words.ts'
import { poll } from '../../model/poll.ts'
import type { RestartStep } from '../../model/scenario.ts'
import type { WorkloadView } from '../../model/workload.ts'
import type { StepContext } from '../context.ts'
import { defineStep, type StepPlace } from '../step.ts'
import { errorText, StepError } from '../step-error.ts'

export type RolloutChange =
  | { by: 'restart' }
  | { by: 'undo' }
  /** Image by the name of its container. */
  | { by: 'image'; images: Record<string, string> }

/** Of `target.kubernetes`. */
export interface RolloutStep extends RestartStep {
  kind: 'rollout'
  change: RolloutChange
  withinMs: number
  /** What to do with a rollout that is stuck, after which the step fails all the same. */
  undo: boolean
}

const imagesSchema = z
  .record(z.string(), scalar(nonEmptyText('the name of an image'), 'The image.'), {
    error: () => 'a map of containers and images such as { server: example/server:2 }',
  })
  .refine((map) => Object.keys(map).length > 0, { error: 'at least one container and its image' })
  .meta({ description: 'Images by the names of their containers.', minProperties: 1 })

const options = oneOf(
  {
    restart: scalar(flag([true]), 'The same template again, with a date in its annotations.').exactOptional(),
    undo: scalar(flag([true]), 'Back to the template before.').exactOptional(),
    image: imagesSchema.exactOptional(),
    within: scalar(positiveDuration, 'How long it may take until all pods are new and available.').prefault('5m'),
    stuck: scalar(choice(['leave', 'undo']), 'What to do with a stuck rollout. The step fails in any case.').prefault(
      'leave',
    ),
  },
  ['restart', 'undo', 'image'],
  'What is rolled out, and how long it may take.',
)

const rolloutSchema = unionOf(
  [
    scalar(choice(['restart', 'undo']), 'The same template again, or the one before.').transform((by) =>
      options.parse({ [by]: 'true' }),
    ),
    options,
  ],
  'restart, undo, or a map with one of restart, undo, image',
).meta({ description: 'Rolls out the workload of target.kubernetes, and waits until that is complete.' })

type Written = z.output<typeof options>

function buildRollout(written: Written, place: StepPlace): RolloutStep {
  if (place.target.kubernetes === undefined) {
    const expected = 'target.kubernetes, which names the workload'
    reportIssue(place, place.path, { expected, found: 'found a rollout without it' })
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

export function isRollout(step: RestartStep): step is RolloutStep {
  return step.kind === 'rollout'
}

export function nameRollout({ change }: RolloutStep): string {
  if (change.by !== 'image') return `rollout ${change.by}`
  return `rollout of ${writeImages(change.images).join(' ')}`
}

/**
 * Rolls out the workload and waits until all of its pods are new and available; the old ones may still be ending then. A rollout
 * that has passed its deadline or takes too long is stuck: it is undone where the scenario wants that, and the step fails.
 */
export async function runRollout(step: RolloutStep, context: StepContext): Promise<string> {
  const workload = findWorkload(context)
  const before = await readGeneration(workload, context)
  await call(commandFor(step.change, workload.name), workload, context)
  const generation = await readGeneration(workload, context)
  if (generation === before) return 'nothing changed'
  const state = await poll(context, step.withinMs, () => {
    const now = workload.rollout()
    return now !== undefined && now.generation >= generation && now.phase !== 'under-way' ? now : undefined
  })
  if (state?.phase === 'complete') return state.detail
  throw await stuck(step, workload, context)
}

function findWorkload({ workload }: StepContext): WorkloadView {
  if (workload !== undefined) return workload
  throw new StepError({
    what: 'there is nothing to roll out',
    expected: 'a workload of a cluster as the target',
    found: 'none',
    remedy: 'Name it in `target.kubernetes`.',
  })
}

/** The arguments of kubectl that make a change. */
export function commandFor(change: RolloutChange, workload: string): string[] {
  if (change.by === 'image') return ['set', 'image', workload, ...writeImages(change.images)]
  return ['rollout', change.by, workload]
}

function writeImages(images: Record<string, string>): string[] {
  return Object.entries(images).map(([container, image]) => `${container}=${image}`)
}

/** Asked of the API server: what is watched may lag behind. */
async function readGeneration(workload: WorkloadView, context: StepContext): Promise<number> {
  const args = ['get', workload.name, '--output', 'jsonpath={.metadata.generation}']
  return Number(await call(args, workload, context))
}

async function call(args: string[], workload: WorkloadView, context: StepContext): Promise<string> {
  try {
    return await workload.kubectl(args, context.abort)
  } catch (error) {
    context.abort.throwIfAborted()
    throw new StepError(
      {
        what: `kubectl ${args.join(' ')} failed`,
        expected: 'exit code 0',
        found: errorText(error),
        remedy: 'Run it by hand, with the context and the namespace of `target.kubernetes`.',
      },
      error,
    )
  }
}

async function stuck(step: RolloutStep, workload: WorkloadView, context: StepContext): Promise<StepError> {
  const state = workload.rollout()
  const found = [state?.detail ?? 'nothing', ...workload.troubles()].join('; ')
  return new StepError({
    what: 'the rollout is stuck',
    expected: `all pods to be new and available within ${step.withinMs} ms`,
    found,
    remedy: step.undo ? await undo(step, workload, context) : LEFT,
  })
}

const LEFT =
  'The remaining old pods keep serving. Look at `kubectl describe pod` and at the logs of the new ones; `stuck: undo` takes such a rollout back.'

/** Takes a rollout back and says what came of it. */
async function undo({ withinMs }: RolloutStep, workload: WorkloadView, context: StepContext): Promise<string> {
  await call(commandFor({ by: 'undo' }, workload.name), workload, context)
  const generation = await readGeneration(workload, context)
  // It may still be called stuck for a moment.
  const done = await poll(context, withinMs, () => {
    const now = workload.rollout()
    return now !== undefined && now.generation >= generation && now.phase === 'complete' ? now : undefined
  })
  const outcome = done === undefined ? `was undone, but the undo was not complete within ${withinMs} ms` : 'was undone'
  return `It ${outcome}. Look at the events and the logs of the new pods in the report.`
}

export const rolloutStep = defineStep({
  traits: { replacesPods: true },
  schema: rolloutSchema,
  build: buildRollout,
  name: nameRollout,
  run: runRollout,
})
