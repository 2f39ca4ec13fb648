import { describe, expect, test } from 'vitest'
import { type KubernetesObject, makeJobManifest, redact } from '../../../src/kubernetes/job/manifest.ts'
import type { JobPlan } from '../../../src/kubernetes/job/pod-spec.ts'

const PLAN: JobPlan = {
  name: 'hitless-1a2b3c4d',
  image: 'registry.example/hitless:0.1.0',
  workload: { kind: 'deployment', name: 'shop' },
  scenario: { file: 'shop.yaml', text: 'name: shop\n' },
  files: new Map([['certs/ca.pem', Buffer.from('PEM')]]),
  env: new Map([['TOKEN', 'not for everybody']]),
  flags: { label: 'v2', restarts: undefined },
  deadlineS: 3_700,
}

function find(objects: readonly KubernetesObject[], kind: string): Record<string, unknown> {
  return objects.find((object) => object.kind === kind) ?? {}
}

describe('the manifest of a run in the cluster', () => {
  test('names and labels everything alike, so that one selector deletes it', () => {
    const objects = makeJobManifest(PLAN)
    expect(objects.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'Role', 'RoleBinding', 'Secret', 'Job'])
    for (const { metadata } of objects) {
      expect(metadata).toEqual({
        name: PLAN.name,
        labels: { 'app.kubernetes.io/managed-by': 'hitless', 'hitless-run': PLAN.name },
      })
    }
  })

  test('lets its account change the one workload, and nothing else', () => {
    const { rules } = find(makeJobManifest(PLAN), 'Role')
    const changing = Object(rules).filter(({ verbs }: { verbs: string[] }) =>
      verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)),
    )
    expect(changing).toEqual([
      { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['shop'], verbs: ['patch', 'update'] },
    ])
  })

  test('carries the scenario, its files and its variables in a Secret', () => {
    const objects = makeJobManifest(PLAN)
    const { data } = find(objects, 'Secret')
    const decoded = Object.entries(Object(data)).map(([key, value]) => [
      key,
      Buffer.from(String(value), 'base64').toString(),
    ])
    expect(decoded).toEqual([
      ['scenario', 'name: shop\n'],
      ['file-0', 'PEM'],
      ['env.TOKEN', 'not for everybody'],
    ])
    expect(find(objects, 'Job')).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'run',
                args: ['run', '/scenario/shop.yaml', '--out', '/runs/run', '--label', 'v2'],
                env: [
                  { name: 'HOME', value: '/runs' },
                  { name: 'TOKEN', valueFrom: { secretKeyRef: { name: PLAN.name, key: 'env.TOKEN' } } },
                ],
                // Pods without a request have the least weight where processors are short.
                resources: { requests: { cpu: '250m' } },
              },
              { name: 'keeper', command: ['sleep', '3700'] },
            ],
            volumes: [
              {
                secret: {
                  secretName: PLAN.name,
                  items: [
                    { key: 'scenario', path: 'shop.yaml' },
                    { key: 'file-0', path: 'certs/ca.pem' },
                  ],
                },
              },
              { emptyDir: {} },
            ],
          },
        },
      },
    })
  })

  test('is kept without what is secret', () => {
    const objects = makeJobManifest(PLAN)
    const kept = redact(objects)
    expect(find(kept, 'Secret')).toMatchObject({
      data: { scenario: '(not shown)', 'file-0': '(not shown)', 'env.TOKEN': '(not shown)' },
    })
    expect(kept.filter(({ kind }) => kind !== 'Secret')).toEqual(objects.filter(({ kind }) => kind !== 'Secret'))
  })
})
