import type { z } from 'zod'
import type { RestartStep } from '../../model/scenario.ts'
import { reportValue } from '../context.ts'
import { forms, map } from '../grammar/map.ts'
import { type Grammar, scalar } from '../grammar/scalar.ts'
import { words } from '../grammar/words.ts'
import { buildReady, readySchema } from '../parts/ready.ts'
import type { StepContext } from './step.ts'

/** Undefined stands for the target's own command. */
const trueOrCommand: Grammar<string | undefined> = {
  expected: 'true or a command line',
  json: { type: ['boolean', 'string'], minLength: 1, not: { const: false } },
  read(text) {
    if (text === 'true') return { value: undefined }
    return text === 'false' || text.trim() === '' ? {} : { value: text }
  },
}

export const startSchema = forms(
  [
    scalar(trueOrCommand, "Command line of the next generation, or true for the target's own.").transform((command) =>
      command === undefined ? {} : { command },
    ),
    map(
      {
        command: scalar(words('a command line'), "Command line. Default: the target's own.").exactOptional(),
        ready: readySchema.exactOptional(),
      },
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
