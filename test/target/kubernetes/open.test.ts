import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startClock } from '../../../src/model/clock.ts'
import type { RunEvent } from '../../../src/model/event.ts'
import type { KubernetesSpec } from '../../../src/model/scenario.ts'
import { openWorkload } from '../../../src/target/kubernetes/open.ts'
import { soundScenario } from '../../verdict/support.ts'

/** A Deployment whose rollout is complete, and its one pod. */
const SOUND = {
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

let folder = ''
const server = createServer((_, response) => void response.end('ok'))

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hitless-kubernetes-'))
  copyFileSync('test/fixtures/kubernetes/kubectl.mjs', join(folder, 'kubectl'))
  writeFileSync(join(folder, 'web.yaml'), 'kind: List\n')
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`)
  vi.stubEnv('FAKE_CLUSTER', join(folder, 'cluster.json'))
  vi.stubEnv('KUBERNETES_SERVICE_HOST', undefined)
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const WEB: KubernetesSpec = { namespace: 'shop', kind: 'deployment', name: 'web' }

/** Opens a workload in a cluster that differs so from the sound one. */
function open(cluster: object, workload: Partial<KubernetesSpec> = {}, withinMs = 5000) {
  writeFileSync(join(folder, 'cluster.json'), JSON.stringify({ ...SOUND, ...cluster }))
  const { port } = server.address() as AddressInfo
  const events: RunEvent[] = []
  const target = openWorkload({
    spec: { ...soundScenario().target, url: `http://127.0.0.1:${port}`, ready: { by: 'http', path: '/', withinMs } },
    workload: { ...WEB, ...workload },
    changes: ['rollout restart deployment/web'],
    runFolder: folder,
    runId: 'r',
    clock: startClock(),
    onEvent: (event) => events.push(event),
    abort: new AbortController().signal,
  })
  return { target, events }
}

/** What kubectl was told to change, in its order. */
function changes(): string[] {
  const path = join(folder, 'cluster.json.changes')
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
}

describe('a workload', () => {
  test('is watched as it is, after everything that will be changed was told', async () => {
    const { target, events } = open({})
    const { stop, workload, generations } = await target
    generations.beginRestart()
    expect(generations.explain()).toMatch('these still live: web-1')
    await stop()
    expect(workload?.name).toBe('deployment/web')
    expect(events[0]).toMatchObject({
      kind: 'cluster-chosen',
      context: 'staging',
      server: 'https://cluster.test:6443',
      namespace: 'shop',
      changes: ['rollout restart deployment/web'],
    })
    expect(events.map(({ kind }) => kind)).toContain('target-ready')
    expect(changes()).toEqual([])
  })

  test('that has a manifest is applied, and deleted in the end', async () => {
    const apply = join(folder, 'web.yaml')
    const { target, events } = open({}, { apply, context: 'production' })
    const opened = await target
    expect(events[0]).toMatchObject({
      context: 'production',
      changes: [
        'apply web.yaml (deployment.apps/web, service/web)',
        'rollout restart deployment/web',
        'delete web.yaml',
      ],
    })
    await opened.stop()
    expect(changes()).toEqual([
      `--context production --namespace shop apply --filename ${apply}`,
      `--context production --namespace shop delete --filename ${apply} --ignore-not-found --wait --timeout=120s`,
    ])
  })

  test('of which anything exists is not touched', async () => {
    const { target } = open({ existing: ['service/web'] }, { apply: join(folder, 'web.yaml') })
    await expect(target).rejects.toThrow(
      /^Expected nothing of .*web\.yaml to exist in context staging.*found service\/web\. .*kubectl --context staging --namespace shop delete --filename/,
    )
    expect(changes()).toEqual([])
  })

  test('that could not be applied is deleted, as far as it came', async () => {
    const { target, events } = open({ broken: true }, { apply: join(folder, 'web.yaml') })
    await expect(target).rejects.toThrow('failed: error: unable to recognize the manifest')
    expect(changes().map((change) => change.split(' ')[4])).toEqual(['apply', 'delete'])
    expect(events.at(-1)).toMatchObject({
      kind: 'trouble',
      message: expect.stringContaining('what was applied is still there'),
    })
  })

  test.each<[string, object, Partial<KubernetesSpec>, string]>([
    [
      'in an unknown context',
      {},
      { context: 'prod' },
      'Expected kubectl to know the context prod, found staging, production.',
    ],
    [
      'without any context',
      { contexts: [], current: undefined },
      {},
      'Expected a current context of kubectl, found none that is current, of none.',
    ],
    [
      'in an unknown namespace',
      {},
      { namespace: 'shoq' },
      'Expected the namespace shoq in the cluster of context staging, but there is none.',
    ],
    [
      'that is not there',
      {},
      { name: 'wev' },
      'Expected deployment/wev in the namespace shop of context staging, but there is none.',
    ],
    ['of a cluster that cannot be reached', { unreachable: true }, {}, 'failed: Unable to connect to the server'],
    [
      'whose manifest is not there',
      {},
      { apply: '/nowhere.yaml' },
      'Expected target.kubernetes.apply to name a manifest that can be read',
    ],
  ])('%s', async (_, cluster, workload, message) => {
    await expect(open(cluster, workload).target).rejects.toThrow(message)
    expect(changes()).toEqual([])
  })

  test('in a namespace that may not be read is taken for there', async () => {
    const opened = await open({ forbidden: true }).target
    await opened.stop()
    expect(opened.workload?.rollout()?.phase).toBe('complete')
  })

  test('that is not complete in time', async () => {
    const workload = { ...SOUND.workload, status: { observedGeneration: 1, updatedReplicas: 0 } }
    await expect(open({ workload }, {}, 300).target).rejects.toThrow(
      'Expected deployment/web to be rolled out within 300 ms, but found: 0 of 1 pods are new',
    )
  })

  test('around a pod without a kubeconfig is the one of its cluster', async () => {
    vi.stubEnv('KUBERNETES_SERVICE_HOST', '10.0.0.1')
    const { target, events } = open({ contexts: [] }, { context: 'staging' })
    await (await target).stop()
    expect(events[0]).toMatchObject({ context: '(the cluster around)' })
  })

  test('cannot be looked for without kubectl', async () => {
    rmSync(join(folder, 'kubectl'))
    vi.stubEnv('PATH', folder)
    await expect(open({}).target).rejects.toThrow('kubectl was not found on the PATH')
  })
})
