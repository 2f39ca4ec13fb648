import type { Report } from '../../../src/model/report.ts'
import { type Claim, runScenario as runAtFullLoad } from '../run-scenario.ts'

export { cut, ends, lost } from '../run-scenario.ts'

/** Runs a scenario whose claim does not take many requests, with so few that others run beside it. */
export function runScenario(file: string, claim?: Claim): Promise<Report> {
  return runAtFullLoad(file, { ...claim, light: true })
}
