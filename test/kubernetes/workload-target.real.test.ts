import { rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { trackGenerations } from '../../src/evidence/generation.ts'
import { openWorkload } from '../../src/kubernetes/workload-target.ts'
import { startClock } from '../../src/model/clock.ts'
import type { RunEvent } from '../../src/model/event.ts'
import type { KubernetesSpec } from '../../src/model/scenario.ts'
import { waitReady } from '../../src/target/ready.ts'
import { soundScenario } from '../verdict/support.ts'
import { type FakeCluster, fakeCluster, SOUND } from './workload-support.ts'

const server = createServer((_, response) => void response.end('ok'))

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return () => server.close()
})

const WEB: KubernetesSpec = { namespace: 'shop', kind: 'deployment', name: 'web' }

/** Opens a workload of a cluster. */
function open({ folder }: FakeCluster, workload: Partial<KubernetesSpec> = {}, withinMs = 5000) {
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const events: RunEvent[] = []
  const abort = new AbortController().signal
  const clock = startClock()
  const ready = { by: 'http', path: '/', withinMs } as const
  const spec = { ...soundScenario().target, url: `http://127.0.0.1:${port}`, ready }
  const target = openWorkload({
    spec,
    workload: { ...WEB, ...workload },
    changes: ['rollout restart deployment/web'],
    runFolder: folder,
    clock,
    onEvent: (event) => events.push(event),
    abort,
    answers: trackGenerations({ by: spec.generation.by, clock, visible: false }),
    awaitReady: (from) => waitReady({ ...from, ...spec, logFrom: 0, ended: () => undefined, abort }),
  })
  return { target, events }
}

describe('a workload', () => {
  test('is watched as it is, after everything that will be changed was announced', async () => {
    const cluster = fakeCluster()
    const { target, events } = open(cluster)
    const { stop, workload, generations } = await target
    generations.beginRestart()
    expect(generations.describeProgress()).toMatch('Old pods that are still alive: web-1')
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
    expect(cluster.changes()).toEqual([])
  })

  test.runIf(process.platform === 'linux')(
    'on loopback is polled from an address of its own [needs Linux]',
    async () => {
      const polls: (string | undefined)[] = []
      const record = ({ socket }: IncomingMessage) => void polls.push(socket.remoteAddress)
      server.on('request', record)
      onTestFinished(() => void server.off('request', record))
      const { stop } = await open(fakeCluster()).target
      await stop()
      expect(polls).toEqual(['127.0.0.254'])
    },
  )

  test('that has a manifest is applied, and deleted in the end', async () => {
    const cluster = fakeCluster()
    const apply = join(cluster.folder, 'web.yaml')
    const { target, events } = open(cluster, { apply, context: 'production' })
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
    expect(cluster.changes()).toEqual([
      `--context production --namespace shop apply --filename ${apply}`,
      `--context production --namespace shop delete --filename ${apply} --ignore-not-found --wait --timeout=120s`,
    ])
  })

  test('of which anything exists is not touched', async () => {
    const cluster = fakeCluster({ existing: ['service/web'] })
    const { target } = open(cluster, { apply: join(cluster.folder, 'web.yaml') })
    await expect(target).rejects.toThrow(
      /^Expected no object of .*web\.yaml to exist in context staging.*found service\/web\. .*kubectl --context staging --namespace shop delete --filename/,
    )
    expect(cluster.changes()).toEqual([])
  })

  test('that could not be applied is deleted, as far as it came', async () => {
    const cluster = fakeCluster({ broken: true })
    const { target, events } = open(cluster, { apply: join(cluster.folder, 'web.yaml') })
    await expect(target).rejects.toThrow('failed: error: unable to recognize the manifest')
    expect(cluster.changes().map((change) => change.split(' ')[4])).toEqual(['apply', 'delete'])
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
  ])('%s', async (_, facts, workload, message) => {
    const cluster = fakeCluster(facts)
    await expect(open(cluster, workload).target).rejects.toThrow(message)
    expect(cluster.changes()).toEqual([])
  })

  test('in a namespace that may not be read is taken for there', async () => {
    const opened = await open(fakeCluster({ forbidden: true })).target
    await opened.stop()
    expect(opened.workload?.rollout()?.phase).toBe('complete')
  })

  test('that is not complete in time', async () => {
    const workload = { ...SOUND.workload, status: { observedGeneration: 1, updatedReplicas: 0 } }
    await expect(open(fakeCluster({ workload }), {}, 300).target).rejects.toThrow(
      'Expected deployment/web to be rolled out within 300 ms, but found: 0 of 1 pods are new',
    )
  })

  test('around a pod without a kubeconfig is the one of its cluster', async () => {
    const cluster = fakeCluster({ contexts: [] })
    vi.stubEnv('KUBERNETES_SERVICE_HOST', '10.0.0.1')
    const { target, events } = open(cluster, { context: 'staging' })
    await (await target).stop()
    expect(events[0]).toMatchObject({ context: '(the cluster around)' })
  })

  test('cannot be looked for without kubectl', async () => {
    const cluster = fakeCluster()
    rmSync(join(cluster.folder, 'kubectl'))
    vi.stubEnv('PATH', cluster.folder)
    await expect(open(cluster).target).rejects.toThrow('kubectl was not found on the PATH')
  })
})
