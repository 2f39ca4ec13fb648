import { poll } from '../../model/poll.ts'
import type { RestartStep, RolloutChange } from '../../model/scenario.ts'
import type { WorkloadView } from '../../model/workload.ts'
import type { StepContext } from '../context.ts'
import { errorText, StepError } from '../step-error.ts'

type RolloutStep = Extract<RestartStep, { kind: 'rollout' }>

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
  if (state?.phase === 'complete') return state.said
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
  const found = [state?.said ?? 'nothing', ...workload.troubles()].join('; ')
  return new StepError({
    what: 'the rollout is stuck',
    expected: `all pods to be new and available within ${step.withinMs} ms`,
    found,
    remedy: step.undo ? await undo(step, workload, context) : LEFT,
  })
}

const LEFT =
  'The old pods that are left serve on. Look at `kubectl describe pod` and at the logs of the new ones; `stuck: undo` takes such a rollout back.'

/** Takes a rollout back and says what came of it. */
async function undo({ withinMs }: RolloutStep, workload: WorkloadView, context: StepContext): Promise<string> {
  await call(commandFor({ by: 'undo' }, workload.name), workload, context)
  const generation = await readGeneration(workload, context)
  // It may still be called stuck for a moment.
  const done = await poll(context, withinMs, () => {
    const now = workload.rollout()
    return now !== undefined && now.generation >= generation && now.phase === 'complete' ? now : undefined
  })
  const outcome = done === undefined ? `was undone, which is not complete after ${withinMs} ms either` : 'was undone'
  return `It ${outcome}. Look at the events and the logs of the new pods in the report.`
}
