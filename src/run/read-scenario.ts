import { RESTART_STEPS } from '../restart/index.ts'
import { createScenarioFormat } from '../scenario/format.ts'
import { traitsOf } from '../traffic/index.ts'
import { KIND_OPTIONS } from '../traffic/kind-options.ts'

/** How all commands read scenarios: with all the kinds of traffic and of steps that this hitless has. */
export const { resolveScenario, scenarioFromFlags, scenarioJsonSchema } = createScenarioFormat({
  kinds: KIND_OPTIONS,
  traitsOf,
  steps: RESTART_STEPS,
})
