import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { makeFolder, readReport, runCli, startCli } from '../support/cli.ts'
import { describeInCluster, inNamespace, kubectl, THROUGH } from '../support/cluster.ts'
import { editScenario } from '../support/edited-scenario.ts'
import { describeTries, type TriedRun, tryUntilInTime } from '../support/tries.ts'

const MINUTES = 60_000
const IMAGE = 'localhost/hitless:1'
const OURS = 'jobs,pods,secrets,serviceaccounts,roles,rolebindings'

/** Everything in the namespace that a run has made, once the pods have had time to go. */
async function leftovers(): Promise<string> {
  for (let tries = 0; tries < 30 && findOurs() !== ''; tries += 1) await sleep(1_000)
  return findOurs()
}

function findOurs(): string {
  const made = kubectl('get', OURS, '--selector', 'app.kubernetes.io/managed-by=hitless', '-o', 'name')
  return made + kubectl('get', 'deployment/shop', 'service/shop', '--ignore-not-found', '-o', 'name')
}

function editFromWithin(): string {
  return editScenario('kubernetes/from-within.yaml', inNamespace)
}

function runFromWithin(scenario: string): Promise<TriedRun[]> {
  return tryUntilInTime((folder) => {
    const words = ['run', '--in-cluster', IMAGE, scenario, '--out', folder, '--label', 'from within']
    return runCli(words, { through: THROUGH })
  })
}

describeInCluster('hitless run --in-cluster', () => {
  afterEach(() => void kubectl('delete', 'deployment,service', 'shop', '--ignore-not-found'))

  test('measures a rolling update from a pod, and leaves nothing there', { timeout: 8 * MINUTES }, async () => {
    const scenario = editFromWithin()
    const tries = await runFromWithin(scenario)
    const { folder = '', code, stderr } = tries.at(-1) ?? {}
    if (code !== 0) throw new Error(describeTries(scenario, tries))
    expect(stderr).toMatch(/this will be created, and deleted after the run\n(.*\n)* {2}job\/hitless-[0-9a-f]{8}\n/)
    expect(stderr).toContain('restart 1/1 has settled')
    const report = readReport(folder)
    expect(report.verdict).toMatchObject({ status: 'pass', expected: 'pass' })
    expect(report.run.label).toBe('from within')
    expect(report.restarts.map(({ observed, drained }) => [observed, drained])).toEqual([[true, true]])
    expect(report.sla).toMatchObject({ failures: 0 })
    const created = parseAllDocuments(readFileSync(join(folder, 'job.yaml'), 'utf8')).map((document) =>
      document.get('kind'),
    )
    expect(created).toEqual(['ServiceAccount', 'Role', 'RoleBinding', 'Secret', 'Job'])
    expect(await leftovers()).toBe('')
  })

  test('ends in order on Ctrl-C, with a partial report', { timeout: 3 * MINUTES }, async () => {
    const folder = makeFolder()
    const running = startCli(['run', '--in-cluster', IMAGE, editFromWithin(), '--out', folder], { through: THROUGH })
    await running.said('baseline')
    running.child.kill('SIGINT')
    const { code } = await running.ended
    expect(code).toBe(130)
    expect(readReport(folder)).toMatchObject({ run: { interrupted: true }, verdict: { status: 'inconclusive' } })
    expect(readReport(folder).sla.attempts).toBeGreaterThan(0)
    expect(await leftovers()).toBe('')
  })

  test('says what is wrong with a scenario as it is seen there', { timeout: 2 * MINUTES }, async () => {
    const { code, stderr } = await runCli(['run', '--in-cluster', IMAGE, editFromWithin(), '--out', makeFolder()], {
      through: THROUGH,
      // Taken along from here, so that the pod does not look at its own.
      env: { SHOP_SERVICE_HOST: '127.0.0.1', SHOP_SERVICE_PORT: '1' },
    })
    expect(stderr).toContain('hitless exited in the cluster without a run')
    expect(stderr).toContain('127.0.0.1:1')
    expect(code).toBe(4)
    expect(await leftovers()).toBe('')
  })
})
