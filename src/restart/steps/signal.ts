import type { RestartStep, SignalTo } from '../../model/scenario.ts'
import type { StepContext } from '../context.ts'
import { deliverSignal, shortName } from '../deliver.ts'
import { findProcess } from '../pids.ts'

type SignalStep = Extract<RestartStep, { kind: 'signal' }>

export function nameSignal({ signal, to }: SignalStep): string {
  return `signal ${shortName(signal)}${nameReceiver(to)}`
}

/** Sends one signal, kill(2). Fails where nobody received it; whether it had an effect is for a `wait` to see. */
export async function runSignal({ signal, to }: SignalStep, context: StepContext): Promise<string> {
  return `to ${await deliverSignal(signal, await findProcess(to, context), context)}`
}

export function nameReceiver(to: SignalTo): string {
  if (to === 'main') return ''
  return ` to ${typeof to === 'string' ? to : to.pidFile}`
}
