import type { z } from 'zod'
import type { RestartStep, SignalTo } from '../../model/scenario.ts'
import { reportValue } from '../context.ts'
import { forms, map } from '../grammar/map.ts'
import { scalar } from '../grammar/scalar.ts'
import { signal } from '../grammar/words.ts'
import type { StepContext } from './step.ts'
import { buildTo, toSchema } from './to.ts'

const name = scalar(signal, 'The signal, with or without SIG.')

export const signalSchema = forms(
  [
    name.transform((given) => ({ name: given, to: 'main' as const })),
    map({ name, to: toSchema }, 'A signal, and to whom.'),
  ],
  'a signal such as HUP, or a map with name and to',
).meta({ description: 'Sends a signal.' })

export function buildSignal(written: z.output<typeof signalSchema>, context: StepContext): RestartStep {
  const to = buildTo(written.to, context)
  checkReceiver(to, context)
  return { kind: 'signal', signal: written.name, to }
}

/** Of a target that already runs nobody knows the process, unless the scenario says it. */
export function checkReceiver(to: SignalTo, context: StepContext): void {
  const { command, pid } = context.target
  if (typeof to !== 'string' || command !== undefined || pid !== undefined) return
  reportValue(context, context.path, {
    expected: 'target.pid or target.command, which say who gets signals',
    found: 'found neither',
  })
}
