import { list, map } from '../grammar/map.ts'
import { scalar } from '../grammar/scalar.ts'
import { nonEmptyText } from '../grammar/words.ts'
import type { TraitsOf } from '../model/scenario.ts'
import { expectSchema } from './parts/expect.ts'
import { defineRestartSchema, type StepRegistry } from './parts/restart.ts'
import { slaSchema } from './parts/sla.ts'
import { targetSchema } from './parts/target.ts'
import { timingSchema } from './parts/timing.ts'
import { defineTrafficSchema, type TrafficRegistry } from './parts/traffic.ts'

/** What people can add to, and the format of a scenario is made from. */
export interface Registries {
  kinds: TrafficRegistry
  /** Whether a kind speaks TLS whatever the target's url says. */
  traitsOf: TraitsOf
  steps: StepRegistry
}

/** The format of a scenario: the one source of validation, types and the published JSON Schema. */
export function defineSchema({ kinds, steps }: Registries) {
  return map(
    {
      name: scalar(
        nonEmptyText('a name'),
        "Name of the scenario, without variables. Default: the file's name.",
      ).exactOptional(),
      about: scalar(nonEmptyText('a description'), 'What the scenario shows, for human readers.').exactOptional(),
      requires: list(scalar(nonEmptyText('the name of a program'), 'A program.'), 'a list of programs such as [nginx]')
        .meta({ description: 'Programs that must be on the PATH, and absolute paths of other files that must exist.' })
        .prefault([]),
      target: targetSchema,
      traffic: defineTrafficSchema(kinds).exactOptional(),
      restart: defineRestartSchema(steps),
      timing: timingSchema.prefault({}),
      sla: slaSchema.prefault({}),
      expect: expectSchema.exactOptional(),
    },
    'A hitless scenario: a target, traffic on it, restarts under that traffic, and the limits that they must meet.',
  )
}

export type ScenarioSchema = ReturnType<typeof defineSchema>
