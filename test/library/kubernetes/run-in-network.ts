import { expect } from 'vitest'
import type { Report } from '../../../src/model/report.ts'
import { inNamespace, kubectl, THROUGH } from '../../support/cluster.ts'
import { type Claim, runScenario } from '../run-scenario.ts'

export const MINUTES = 60_000

/** Runs a scenario where its NodePort answers, and checks that nothing of it is left in the cluster. */
export async function runInNetwork(file: string, claim?: Claim): Promise<Report> {
  // Pods that start take both cores: in a short run the requests that are late then would be too large a share.
  const report = await runScenario(file, { ...claim, whole: true, through: THROUGH, edit: inNamespace })
  expect(kubectl('get', 'deployment/shop', 'service/shop', '--ignore-not-found', '-o', 'name')).toBe('')
  return report
}

export function deleteShop(): void {
  kubectl('delete', 'deployment,service', 'shop', '--ignore-not-found')
}
