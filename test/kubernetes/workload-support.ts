import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { onTestFinished, vi } from 'vitest'

/** A Deployment whose rollout is complete, and its one pod. */
export const SOUND = {
  contexts: ['staging', 'production'],
  current: 'staging',
  namespaces: ['shop'],
  workload: {
    kind: 'Deployment',
    metadata: { name: 'web', uid: 'd', generation: 1 },
    spec: { replicas: 1, selector: { matchLabels: { app: 'web' } } },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
  },
  pods: [
    {
      metadata: { name: 'web-1', uid: 'p', labels: { 'pod-template-hash': 'a' } },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    },
  ],
}

export interface FakeCluster {
  /** With a manifest `web.yaml` in it. */
  folder: string
  /** What kubectl was told to change, in its order. */
  changes(): string[]
}

/** Puts a kubectl on the PATH that knows a cluster which differs so from the sound one, until the test has finished. */
export function fakeCluster(facts: object = {}): FakeCluster {
  const folder = mkdtempSync(join(tmpdir(), 'hitless-kubernetes-'))
  copyFileSync('test/fixtures/kubernetes/kubectl.mjs', join(folder, 'kubectl'))
  writeFileSync(join(folder, 'web.yaml'), 'kind: List\n')
  writeFileSync(join(folder, 'cluster.json'), JSON.stringify({ ...SOUND, ...facts }))
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`)
  vi.stubEnv('FAKE_CLUSTER', join(folder, 'cluster.json'))
  vi.stubEnv('KUBERNETES_SERVICE_HOST', undefined)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })
  const path = join(folder, 'cluster.json.changes')
  return { folder, changes: () => (existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []) }
}
