import { expect } from 'vitest'
import type { Document } from 'yaml'
import type { Report } from '../../../src/model/report.ts'
import { inNamespace, kubectl, THROUGH } from '../../support/cluster.ts'
import { type Claim, proveLess, runScenario } from '../run-scenario.ts'

export const MINUTES = 60_000

/** Runs a scenario where its NodePort answers, and checks that nothing of it is left in the cluster. */
export async function runInNetwork(file: string, claim?: Claim): Promise<Report> {
  const report = await runScenario(file, {
    ...claim,
    whole: true,
    through: THROUGH,
    edit: (scenario) => {
      inNamespace(scenario)
      calm(scenario)
    },
  })
  expect(kubectl('get', 'deployment/shop', 'service/shop', '--ignore-not-found', '-o', 'name')).toBe('')
  return report
}

/** Pods that start take both cores: without calm around one restart the requests that are late then would be too large a share. */
function calm(scenario: Document): void {
  scenario.setIn(['restart', 'count'], 1)
  scenario.setIn(['timing', 'baseline'], '25s')
  scenario.setIn(['timing', 'cooldown'], '25s')
  proveLess(scenario, '99.9%')
}

export function deleteShop(): void {
  kubectl('delete', 'deployment,service', 'shop', '--ignore-not-found')
}
