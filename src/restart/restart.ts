import type { RunEvent } from '../model/event.ts'
import { POLL_MS } from '../model/poll.ts'
import type { RestartStep } from '../model/scenario.ts'
import type { ToWorker } from '../model/worker.ts'
import { isStackFrame } from '../text/stack-frames.ts'
import { limitLooks, type RestartContext, type StepContext } from './context.ts'
import { nameStep, runStep } from './index.ts'
import { observeBefore } from './pids.ts'
import { describeSettled, isDead, type RestartMilestones, recordMilestones, settledAt } from './settle.ts'
import type { StepError } from './step-error.ts'

/** What all restarts of a sequence have in common. */
export interface RestartPlan {
  steps: RestartStep[]
  /** How long the old generation may live, from the first step, milliseconds. */
  drainMs: number
  context: RestartContext
  record: (event: RunEvent) => void
  /** Called before the first step, at the takeover, and after settling: idle connections stay silent in between. */
  notifyTraffic: (message: Extract<ToWorker, { type: 'restart' }>) => void
}

/** One restart under way. */
interface Restart extends RestartPlan {
  /** What its steps are given. */
  context: StepContext
  index: number
  begun: number
  seen: RestartMilestones
  /** The end of what the target has written to its log since. */
  logged: () => string
  /** How far the steps have come. */
  progress: { doneAt?: number; failed?: StepError }
}

/**
 * One restart, from its first step until it has settled; its steps and the watch over its generations run side by side.
 * Resolves with the error of the step that failed, if one did; rejects when the run is aborted.
 */
export async function runRestart(index: number, plan: RestartPlan): Promise<StepError | undefined> {
  const restart = await begin(index, plan)
  const steps = takeSteps(restart)
  try {
    const t = await watch(restart)
    finish(t, restart)
    return restart.progress.failed
  } finally {
    await steps
  }
}

async function begin(index: number, plan: RestartPlan): Promise<Restart> {
  const { context, record, notifyTraffic } = plan
  const before = await observeBefore(context)
  context.generations.beginRestart()
  const begun = context.clock.now()
  record({ t: begun, kind: 'phase', phase: 'restart' })
  record({ t: begun, kind: 'restart-begun', index, old: context.generations.old() })
  notifyTraffic({ type: 'restart', index, phase: 'begun' })
  return {
    ...plan,
    index,
    begun,
    seen: {},
    logged: context.followLog(),
    progress: {},
    context: { ...context, index, before, look: limitLooks(context) },
  }
}

/** Takes the steps in order, until one fails or the run is aborted. Never rejects. */
async function takeSteps({ steps, index, progress, record, context }: Restart): Promise<void> {
  const { clock } = context
  for (const [at, step] of steps.entries()) {
    const began = clock.now()
    const facts = { index, step: at + 1, name: nameStep(step) }
    const received: Pick<Extract<RunEvent, { kind: 'step-done' }>, 'receiver'> = {}
    const result = await runStep(step, { ...context, onReceived: (receiver) => Object.assign(received, { receiver }) })
    const t = clock.now()
    if ('aborted' in result) return
    if ('failed' in result) {
      const { message, undelivered } = result.failed
      record({ t, kind: 'step-failed', ...facts, message, ...(undelivered && { undelivered }), ...received })
      progress.failed = result.failed
      return
    }
    record({ t, kind: 'step-done', ...facts, ms: t - began, ...result, ...received })
  }
  progress.doneAt = clock.now()
}

/** Resolves with the time at which the restart was over: settled, at the drain limit, or with a failed step. */
async function watch(restart: Restart): Promise<number> {
  const { progress, seen, begun, drainMs, context } = restart
  const { clock, sleep, abort } = context
  for (;;) {
    look(restart)
    const now = clock.now()
    if (progress.failed !== undefined) return now
    const { doneAt } = progress
    const dead = isDead(context.target)
    const settled = doneAt === undefined ? undefined : settledAt(seen, { now, doneAt, limit: begun + drainMs, dead })
    if (settled !== undefined) return settled
    await sleep(POLL_MS, abort)
  }
}

function look({ seen, index, context, record, notifyTraffic }: Restart): void {
  const before = seen.takeover
  recordMilestones(seen, { index, generations: context.generations, record })
  if (before === undefined && seen.takeover !== undefined) notifyTraffic({ type: 'restart', index, phase: 'takeover' })
}

function finish(t: number, restart: Restart): void {
  const { index, seen, begun, drainMs, progress, context, record, notifyTraffic } = restart
  const { generations } = context
  const dead = isDead(context.target)
  const found = describeSettled(seen, { begun, drainMs, failed: progress.failed, dead, generations })
  if (!found.observed || !found.drained) emitComplaints(t, restart)
  record({ t, kind: 'restart-settled', index, ...found, old: generations.old(), new: generations.fresh() })
  notifyTraffic({ type: 'restart', index, phase: 'settled' })
}

/** A restart that went wrong often left its reason in the log, and nowhere else. */
function emitComplaints(t: number, { index, logged, record }: Restart): void {
  const lines = findComplaints(logged())
  if (lines.length > 0) record({ t, kind: 'target-complained', index, lines })
}

/** Enough lines, and long enough, to show what is wrong. */
const LINES = 10
const LONGEST = 300

const COMPLAINT =
  /\b(?:emerg|alert|crit|critical|fatal|panic|fail|fails|failed|failure|failing|invalid|cannot|can't|could not|unable|unknown|denied|ignored|not found|no such|already in use|address in use|EADDRINUSE)\b|error|exception/i

/** Of what a target has written to its log, the last lines that read like complaints: words that servers have for what went wrong. Frames of a stack say where, not what. */
export function findComplaints(log: string): string[] {
  const lines = log.split('\n').filter((line) => COMPLAINT.test(line) && !isStackFrame(line))
  return lines.slice(-LINES).map((line) => line.trim().slice(0, LONGEST))
}
