import type { z } from 'zod'
import { map, unionOf } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { signalName } from '../../grammar/words.ts'
import type { RestartStep } from '../../model/scenario.ts'
import type { StepContext } from '../context.ts'
import { deliverSignal, shortName } from '../deliver.ts'
import { findProcess } from '../pids.ts'
import { buildReceiver, nameReceiver, type SignalTo, toSchema } from '../receiver.ts'
import { defineStep, type StepPlace } from '../step.ts'

export interface SignalStep extends RestartStep {
  kind: 'signal'
  signal: NodeJS.Signals
  to: SignalTo
}

const name = scalar(signalName, 'The signal, with or without SIG.')

const signalSchema = unionOf(
  [
    name.transform((given) => ({ name: given, to: 'main' as const })),
    map({ name, to: toSchema }, 'A signal and its receiver.'),
  ],
  'a signal such as HUP, or a map with name and to',
).meta({ description: 'Sends a signal.' })

function buildSignal(written: z.output<typeof signalSchema>, place: StepPlace): SignalStep {
  return { kind: 'signal', signal: written.name, to: buildReceiver(written.to, place) }
}

export function nameSignal({ signal, to }: SignalStep): string {
  return `signal ${shortName(signal)}${nameReceiver(to)}`
}

/** Sends one signal, kill(2). Fails where no process received it; whether it had an effect is for a `wait` to see. */
export async function runSignal({ signal, to }: SignalStep, context: StepContext): Promise<string> {
  return `to ${await deliverSignal(signal, await findProcess(to, context), context)}`
}

export const signalStep = defineStep({
  traits: { signals: true },
  schema: signalSchema,
  build: buildSignal,
  name: nameSignal,
  run: runSignal,
})
