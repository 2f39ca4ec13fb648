import type { RestartSpec } from '../model/scenario.ts'
import { type RestartPlan, runRestart } from './restart.ts'
import type { StepError } from './step-error.ts'

export interface RestartSequence extends Omit<RestartPlan, 'steps'> {
  restart: RestartSpec
}

export interface RestartResult {
  /** Restarts whose steps were all taken and which settled, or reached their drain limit. */
  completed: number
  /** Why there were no more; absent after an abort. */
  failed?: StepError
}

/**
 * Runs all restarts of a scenario, numbered from 1. The first begins at once; each other one when the one before has
 * settled, and `everyMs` after that one's beginning at the earliest: nginx, for one, disregards USR2 while an old master
 * lives. Ends after the first failed step, and promptly when `context.abort` fires.
 */
export async function runRestarts({ restart, ...rest }: RestartSequence): Promise<RestartResult> {
  const { clock, abort } = rest.context
  const plan = { ...rest, steps: restart.steps }
  let completed = 0
  try {
    for (let index = 1; index <= restart.count; index += 1) {
      const begun = clock.now()
      const failed = await runRestart(index, plan)
      if (failed !== undefined) return { completed, failed }
      completed += 1
      if (index < restart.count) await pauseUntil(begun + restart.everyMs, plan)
    }
  } catch (error) {
    if (!abort.aborted) throw error
  }
  return { completed }
}

async function pauseUntil(next: number, { context, record }: RestartPlan): Promise<void> {
  const now = context.clock.now()
  record({ t: now, kind: 'phase', phase: 'between' })
  await context.sleep(Math.max(0, next - now), context.abort)
}
