import type { CommandModule } from 'yargs'
import { EXIT } from '../model/exit-codes.ts'
import { planScenario } from '../plan/plan-scenario.ts'
import { renderPlan } from '../plan/terminal.ts'
import { previewScenario } from '../run/prepare.ts'
import { planRuns } from './planned-runs.ts'
import { type FlagArguments, RUN_FLAGS } from './run-flags.ts'
import { printResultPage } from './summary.ts'

interface PlanArguments extends FlagArguments {
  scenario: string[] | undefined
  json: boolean | undefined
}

/** `hitless plan`: what a run can prove, before it is run. Exit code 0 where it can, or depends on the target, else 3. */
export function planCommand(finish: (exitCode: number) => void): CommandModule<object, PlanArguments> {
  return {
    command: 'plan [scenario..]',
    describe: 'Say before a run how many requests and restarts a claim needs, and how long that takes',
    builder: (yargs) =>
      yargs
        .positional('scenario', {
          type: 'string',
          array: true,
          describe: 'Scenario files; without files and flags, the embedded default server',
        })
        .options(RUN_FLAGS)
        .option('json', { type: 'boolean', describe: 'Print the plan as JSON on stdout, one line per scenario' })
        .example('$0 plan scenarios/nginx/reload.yaml', 'can it prove its SLA?'),
    handler: (options) => {
      const plans = planRuns({ ...options, out: undefined }).map(({ resolve, here, folder }) =>
        planScenario(previewScenario(resolve, here, folder)),
      )
      for (const plan of plans) printResultPage(options.json ? plan : undefined, (page) => renderPlan(plan, page))
      finish(plans.some(({ obstacles }) => obstacles.length > 0) ? EXIT.inconclusive : EXIT.pass)
    },
  }
}
