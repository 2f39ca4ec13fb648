import { RESTART_STEPS } from '../restart/index.ts'
import { createScenarioFormat } from '../scenario/format.ts'

/** How everybody reads scenarios: with all the kinds of steps that this hitless has. */
export const { resolveScenario, scenarioFromFlags, scenarioJsonSchema } = createScenarioFormat({ steps: RESTART_STEPS })
