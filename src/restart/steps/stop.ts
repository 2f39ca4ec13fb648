import { isRunning, type ProcessId, processKey } from '../../linux/process-state.ts'
import { poll } from '../../model/poll.ts'
import type { RestartStep } from '../../model/scenario.ts'
import type { StepContext } from '../context.ts'
import { deliverSignal, shortName } from '../deliver.ts'
import { findProcess, listTree } from '../pids.ts'
import { StepError } from '../step-error.ts'
import { nameReceiver } from './signal.ts'

type StopStep = Extract<RestartStep, { kind: 'stop' }>

export function nameStop({ signal, to }: StopStep): string {
  return `stop by ${shortName(signal)}${nameReceiver(to)}`
}

/**
 * Signals a process and waits until it and its descendants have gone. Never kills: a server that does not stop in time is a
 * fact about the restart, and a KILL would turn it into another restart than the one described.
 */
export async function runStop(step: StopStep, context: StepContext): Promise<string> {
  const root = await findProcess(step.to, context)
  const tree = listStopping(root, step, context)
  const receiver = await deliverSignal(step.signal, root, context)
  const gone = await poll(context, step.withinMs, () => (tree.some(isRunning) ? undefined : true))
  if (gone === undefined) throw stillRunning(step, tree.filter(isRunning))
  return `${receiver}, ${tree.length} process${tree.length === 1 ? '' : 'es'} gone`
}

/** The new generation of nginx and of most Go servers descends from the old one, and is not to be waited for. */
function listStopping(root: ProcessId, { to }: StopStep, { target, before }: StepContext): ProcessId[] {
  target.refresh()
  const tree = listTree(root, target)
  return to === 'old' ? tree.filter((process) => process === root || before.known.has(processKey(process))) : tree
}

function stillRunning({ signal, withinMs }: StopStep, left: ProcessId[]): StepError {
  const pids = left.map(({ pid }) => pid).join(', ')
  return new StepError({
    what: `the process did not stop on ${shortName(signal)}`,
    expected: `it and its descendants to have gone within ${withinMs} ms`,
    found: `${pids} still running`,
    remedy: 'Give `within` more time than the slowest request or open WebSocket needs, or stop with `signal: KILL`.',
  })
}
