import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Edit } from './edited-scenario.ts'
import { findProgram } from './needs.ts'

/**
 * Tests that restart workloads run in no cluster that was not meant for them: HITLESS_TEST_CLUSTER must name the current context of
 * kubectl. Its nodes have the image localhost/hitless:1 (see docs/guide/kubernetes.md). Each file of tests makes a namespace of its
 * own, and deletes it.
 */
const context = process.env['HITLESS_TEST_CLUSTER']

/** What is put in front of a command so that it runs where NodePorts answer on 127.0.0.1, where that is not here. */
export const THROUGH: readonly string[] = [process.env['HITLESS_TEST_CLUSTER_IN'] ?? []].flat()

const NAMESPACE = `hitless-test-${process.pid}`

/** A `describe` for tests that need a cluster; without one they count as skipped, and the title says what is missing. */
export function describeInCluster(title: string, body: () => void): void {
  if (context === undefined) {
    describe.skip(`${title} [needs a cluster: HITLESS_TEST_CLUSTER, the context of kubectl]`, body)
    return
  }
  describe(title, () => {
    const found = kubectl('config', 'current-context').trim()
    if (found !== context)
      throw new Error(`expected HITLESS_TEST_CLUSTER (${context}) to be the current context, found ${found}`)
    beforeAll(() => void kubectl('create', 'namespace', NAMESPACE))
    afterAll(() => void kubectl('delete', 'namespace', NAMESPACE, '--wait=false'))
    body()
  })
}

/** Makes a scenario work in the namespace of these tests. */
export const inNamespace: Edit = (scenario) => scenario.setIn(['target', 'kubernetes', 'namespace'], NAMESPACE)

/** The standard output of kubectl, as a user's, in the namespace of these tests. */
export function kubectl(...words: string[]): string {
  const [program = '', ...rest] = [
    ...THROUGH,
    THROUGH.length > 0 ? 'kubectl' : (findProgram('kubectl') ?? 'kubectl'),
    '--namespace',
    NAMESPACE,
    ...words,
  ]
  return execFileSync(program, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}
