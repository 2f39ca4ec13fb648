import type { z } from 'zod'
import type { RestartStep } from '../../model/scenario.ts'
import { forms, map } from '../grammar/map.ts'
import { scalar } from '../grammar/scalar.ts'
import { positiveDuration } from '../grammar/units.ts'
import { flag, signal } from '../grammar/words.ts'
import { checkReceiver } from './signal.ts'
import type { StepContext } from './step.ts'
import { buildTo, toSchema } from './to.ts'

const options = map(
  {
    to: toSchema,
    signal: scalar(signal, 'Signal that asks it to end. Default: target.stop.signal.').exactOptional(),
    within: scalar(positiveDuration, 'How long it may take. Default: target.stop.within.').exactOptional(),
  },
  'Whom to stop, and how.',
)

export const stopSchema = forms(
  [scalar(flag([true]), 'Stops the main process.').transform(() => options.parse({})), options],
  'true, or a map with to, signal and within',
).meta({ description: 'Stops a process and waits until it has ended.' })

export function buildStop(written: z.output<typeof stopSchema>, context: StepContext): RestartStep {
  const { stop } = context.target
  const to = buildTo(written.to, context)
  checkReceiver(to, context)
  const { signal: name = stop.signal, within = stop.withinMs } = written
  return { kind: 'stop', to, signal: name, withinMs: within }
}
