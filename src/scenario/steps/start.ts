import type { z } from 'zod'
import type { RestartStep } from '../../model/scenario.ts'
import { reportValue } from '../context.ts'
import { forms, map } from '../grammar/map.ts'
import { scalar } from '../grammar/scalar.ts'
import { words } from '../grammar/words.ts'
import { buildReady, readySchema } from '../parts/ready.ts'
import type { StepContext } from './step.ts'

const command = scalar(
  words('true or a command line'),
  "Command line of the next generation, or true for the target's own.",
)

export const startSchema = forms(
  [
    command.transform((given) => (given === 'true' ? {} : { command: given })),
    map(
      { command: command.exactOptional(), ready: readySchema.exactOptional() },
      "A command, and when it counts as ready. Default: as the target's own.",
    ),
  ],
  'true, a command line, or a map with command and ready',
).meta({ description: 'Launches a next generation and waits until it is ready.' })

export function buildStart(written: z.output<typeof startSchema>, context: StepContext): RestartStep {
  const { command: line, ready } = { command: undefined, ready: undefined, ...written }
  if (line === undefined) checkCommand(context)
  const readiness = ready === undefined ? context.target.ready : buildReady(ready, context.target.url)
  return { kind: 'start', ...(line === undefined ? {} : { command: line }), ready: readiness }
}

function checkCommand(context: StepContext): void {
  if (context.target.command !== undefined) return
  reportValue(context, context.path, {
    expected: 'a command line, as the target has no command of its own',
    found: 'found none',
  })
}
