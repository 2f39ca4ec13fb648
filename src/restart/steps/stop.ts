import type { z } from 'zod'
import { map, unionOf } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { positiveDuration } from '../../grammar/units.ts'
import { flag, signalName } from '../../grammar/words.ts'
import { isRunning, type ProcessId, processKey } from '../../linux/process-id.ts'
import { poll } from '../../model/poll.ts'
import type { RestartStep } from '../../model/scenario.ts'
import type { StepContext } from '../context.ts'
import { deliverSignal, shortName } from '../deliver.ts'
import { findProcess, listTree } from '../pids.ts'
import { buildReceiver, nameReceiver, type SignalTo, toSchema } from '../receiver.ts'
import { defineStep, type StepPlace } from '../step.ts'
import { StepError } from '../step-error.ts'

export interface StopStep extends RestartStep {
  kind: 'stop'
  to: SignalTo
  signal: NodeJS.Signals
  withinMs: number
}

const options = map(
  {
    to: toSchema,
    signal: scalar(signalName, 'Signal that asks it to end. Default: target.stop.signal.').exactOptional(),
    within: scalar(positiveDuration, 'How long it may take. Default: target.stop.within.').exactOptional(),
  },
  'Which process to stop, and how.',
)

const stopSchema = unionOf(
  [scalar(flag([true]), 'Stops the main process.').transform(() => options.parse({})), options],
  'true, or a map with to, signal and within',
).meta({ description: 'Stops a process and waits until it has ended.' })

function buildStop(written: z.output<typeof stopSchema>, place: StepPlace): StopStep {
  const { stop } = place.target
  const to = buildReceiver(written.to, place)
  const { signal: name = stop.signal, within = stop.withinMs } = written
  return { kind: 'stop', to, signal: name, withinMs: within }
}

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
  if (gone === undefined) throw stillRunning(step, root, tree.filter(isRunning), context)
  return `${receiver}, ${tree.length} process${tree.length === 1 ? '' : 'es'} gone`
}

/** The new generation of nginx and of most Go servers descends from the old one, and is not to be waited for. */
function listStopping(root: ProcessId, { to }: StopStep, { target, before }: StepContext): ProcessId[] {
  target.refresh()
  const tree = listTree(root, target)
  return to === 'old' ? tree.filter((process) => process === root || before.known.has(processKey(process))) : tree
}

function stillRunning(
  { signal, withinMs }: StopStep,
  root: ProcessId,
  left: ProcessId[],
  { target }: StepContext,
): StepError {
  const name = ({ pid }: ProcessId): string => {
    const command = target.processes().findLast((one) => one.pid === pid)?.command
    return command === undefined ? String(pid) : `${pid} (${command.slice(0, COMMAND_CHARS)})`
  }
  return new StepError({
    what: `the process did not stop on ${shortName(signal)}`,
    expected: `it and its descendants to end within ${withinMs} ms`,
    found: `${left.map(name).join(', ')} still running`,
    remedy: isRunning(root)
      ? 'Give `within` more time than the slowest request or open WebSocket needs, or stop with `signal: KILL`.'
      : `The signal went to ${name(root)}, which ended and left its child processes behind: more time does not help. ` +
        'If one of them is the server, name it by `target.pid`, or launch it without this wrapper. If not, such as a backend of it, launch it apart.',
  })
}

/** Longer command lines hide the sentence that they stand in. */
const COMMAND_CHARS = 60

export const stopStep = defineStep({
  traits: { signals: true },
  schema: stopSchema,
  build: buildStop,
  name: nameStop,
  run: runStop,
})
