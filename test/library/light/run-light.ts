import type { Report } from '../../../src/model/report.ts'
import type { Edit } from '../../support/edited-scenario.ts'
import { type Claim, runScenario as runAtFullLoad } from '../run-scenario.ts'

export { cut, ends, lost } from '../run-scenario.ts'

const RESTARTS = 3

/** Runs a scenario whose claim does not take many requests, with fewer of them and no more than three restarts. */
export function runScenario(file: string, claim?: Claim): Promise<Report> {
  return runAtFullLoad(file, { ...claim, edit: lighten })
}

/** The new connections in a second and those that are held stay: they are what restarts lose. */
const lighten: Edit = (scenario) => {
  if (scenario.hasIn(['traffic', 'http', 'rate'])) scenario.setIn(['traffic', 'http', 'rate'], '200/s')
  if (scenario.hasIn(['traffic', 'keepalive', 'every'])) scenario.setIn(['traffic', 'keepalive', 'every'], '250ms')
  const count = Number(scenario.getIn(['restart', 'count']))
  scenario.setIn(['restart', 'count'], Math.min(RESTARTS, count))
}
