import type { z } from 'zod'
import { reportIssue } from '../../grammar/build-context.ts'
import { map, unionOf } from '../../grammar/map.ts'
import { buildReady, readySchema } from '../../grammar/ready.ts'
import { type Grammar, scalar } from '../../grammar/scalar.ts'
import { nonEmptyText } from '../../grammar/words.ts'
import { untilAborted } from '../../model/abort.ts'
import type { ReadySpec, RestartStep } from '../../model/scenario.ts'
import type { StepContext } from '../context.ts'
import { defineStep, type StepPlace } from '../step.ts'
import { errorText, StepError } from '../step-error.ts'

export interface StartStep extends RestartStep {
  kind: 'start'
  command?: string
  ready: ReadySpec
}

/** Undefined stands for the target's own command. */
const trueOrCommand: Grammar<string | undefined> = {
  expected: 'true or a command line',
  json: { type: ['boolean', 'string'], minLength: 1, not: { const: false } },
  read(text) {
    if (text === 'true') return { value: undefined }
    return text === 'false' || text.trim() === '' ? {} : { value: text }
  },
}

const startSchema = unionOf(
  [
    scalar(trueOrCommand, "Command line of the next generation, or true for the target's own.").transform((command) =>
      command === undefined ? {} : { command },
    ),
    map(
      {
        command: scalar(nonEmptyText('a command line'), "Command line. Default: the target's own.").exactOptional(),
        ready: readySchema.exactOptional(),
      },
      "A command, and when it counts as ready. Default: as the target's own.",
    ),
  ],
  'true, a command line, or a map with command and ready',
).meta({ description: 'Launches a next generation and waits until it is ready.' })

function buildStart(written: z.output<typeof startSchema>, place: StepPlace): StartStep {
  const { command: line, ready } = { command: undefined, ready: undefined, ...written }
  if (line === undefined) checkCommand(place)
  const readiness = ready === undefined ? place.target.ready : buildReady(ready, place.target.url)
  return { kind: 'start', ...(line === undefined ? {} : { command: line }), ready: readiness }
}

function checkCommand(place: StepPlace): void {
  if (place.target.command !== undefined) return
  reportIssue(place, place.path, {
    expected: 'a command line, as the target has no command of its own',
    found: 'found none',
  })
}

export function nameStart({ command }: StartStep): string {
  return command === undefined ? 'start' : `start ${command}`
}

/** Launches the next generation, beside the old one where that still runs, and waits until it is ready. */
export async function runStart({ command, ready }: StartStep, context: StepContext): Promise<string> {
  try {
    return `pid ${await untilAborted(context.launchNext(command, ready), context.abort)}`
  } catch (error) {
    context.abort.throwIfAborted()
    throw new StepError(
      {
        what: 'the next generation could not be started',
        expected: `a server that is ready within ${ready.withinMs} ms`,
        found: errorText(error),
        remedy:
          'See target.log. A port that is still taken means that the old generation must stop first, or share it.',
      },
      error,
    )
  }
}

export const startStep = defineStep({
  traits: { command: true, starts: true },
  schema: startSchema,
  build: buildStart,
  name: nameStart,
  command: ({ command }) => command,
  run: runStart,
})
