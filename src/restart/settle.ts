import type { RunEvent } from '../model/event.ts'
import type { GenerationView } from '../model/generation.ts'
import type { TargetView } from '../model/target.ts'
import type { StepError } from './step-error.ts'

/** How long a restart is watched after its last step at the least, where the steps alone took longer than the drain limit. */
const LAST_LOOK_MS = 1000

/** When one restart was seen to take effect, milliseconds on the run's clock. */
export interface RestartMilestones {
  takeover?: number
  oldGone?: number
}

/** No process of the target is alive, and no other process listens in its place; false where that cannot be observed. */
export function isDead(target: TargetView): boolean {
  const processes = target.processes()
  return processes.length > 0 && processes.every(({ gone }) => gone !== undefined) && target.listening() === false
}

/** Records takeover and the end of the old generation, each once, with the time at which it was and not that of the look. */
export function recordMilestones(
  seen: RestartMilestones,
  { index, generations, record }: { index: number; generations: GenerationView; record: (event: RunEvent) => void },
): void {
  const takeover = generations.takeover()
  if (seen.takeover === undefined && takeover !== undefined) {
    seen.takeover = takeover.t
    record({ t: takeover.t, kind: 'takeover', index, generation: takeover.generation })
  }
  const oldGone = generations.oldGone()
  if (seen.oldGone === undefined && oldGone !== undefined) {
    seen.oldGone = oldGone
    record({ t: oldGone, kind: 'old-gone', index })
  }
}

/**
 * When a restart was over: the moment at which all was done and seen, or the limit, or when nothing can come any more of a target
 * that is dead. Undefined while it is not.
 */
export function settledAt(
  { takeover, oldGone }: RestartMilestones,
  { now, doneAt, limit, dead }: { now: number; doneAt: number; limit: number; dead: boolean },
): number | undefined {
  if (takeover !== undefined && oldGone !== undefined) return Math.max(takeover, oldGone, doneAt)
  if (dead && now >= doneAt + LAST_LOOK_MS) return now
  return now >= Math.max(limit, doneAt + LAST_LOOK_MS) ? now : undefined
}

/** What a settled restart comes to, and in words what is missing. */
export function describeSettled(
  { takeover, oldGone }: RestartMilestones,
  facts: { begun: number; drainMs: number; failed: StepError | undefined; dead: boolean; generations: GenerationView },
): { observed: boolean; drained: boolean; died?: true; bySilence?: true; detail?: string } {
  const { begun, drainMs, failed, dead, generations } = facts
  const observed = takeover !== undefined
  const drained = oldGone !== undefined && oldGone - begun <= drainMs
  if (failed !== undefined) return { observed, drained, detail: 'a step failed' }
  if (dead) return { observed, drained, died: true, detail: 'it ended the target, and nothing took its place' }
  if (observed && drained) return { observed, drained }
  if (!observed || oldGone === undefined) {
    const bySilence = observed && generations.goesBySilence()
    return { observed, drained, ...(bySilence && { bySilence }), detail: generations.describeProgress() }
  }
  const took = Math.round(oldGone - begun)
  return {
    observed,
    drained,
    detail: `the old generation was gone only after ${took} ms; the drain limit is ${drainMs} ms`,
  }
}
