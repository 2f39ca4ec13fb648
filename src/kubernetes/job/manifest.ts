import { type JobPlan, type KeyedFile, keyFiles, keyOfVariable, makeJobSpec } from './pod-spec.ts'

/** An object of Kubernetes, as far as it is spoken of here. */
export interface KubernetesObject {
  apiVersion: string
  kind: string
  metadata: { name: string; labels: Record<string, string> }
  [field: string]: unknown
}

const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'hitless' }

/** The label that everything of one run carries. */
export function labelOf(name: string): string {
  return `hitless-run=${name}`
}

/** The kinds of what is created, as kubectl deletes them: the Job first, so that it makes no new pod. */
export const RESOURCE_KINDS = 'job,rolebinding,role,serviceaccount,secret'

/** What is created for a run in the cluster, in the order in which it is needed. */
export function makeJobManifest(plan: JobPlan): KubernetesObject[] {
  const { name } = plan
  const metadata = { name, labels: { ...MANAGED_BY, 'hitless-run': name } }
  const keys = keyFiles(plan)
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules: makeRules(plan.workload) },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name }],
    },
    { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data: encode(plan, keys) },
    { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: makeJobSpec(plan, metadata.labels, keys) },
  ]
}

/** The same, fit to be shown and kept: without what is secret. */
export function redact(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects.map((object) => (object.kind === 'Secret' ? { ...object, data: hideValues(object['data']) } : object))
}

function hideValues(data: unknown): Record<string, string> {
  return Object.fromEntries(Object.keys(Object(data)).map((key) => [key, '(not shown)']))
}

/** To see the workload's pods and the events about them, and to change this one workload. */
function makeRules({ kind, name }: JobPlan['workload']): object[] {
  const see = ['get', 'list', 'watch']
  return [
    { apiGroups: ['apps'], resources: [`${kind}s`], verbs: see },
    { apiGroups: ['apps'], resources: [`${kind}s`], resourceNames: [name], verbs: ['patch', 'update'] },
    { apiGroups: ['apps'], resources: ['replicasets', 'controllerrevisions'], verbs: see },
    { apiGroups: [''], resources: ['pods', 'events'], verbs: see },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: see },
  ]
}

function encode({ scenario, files, env }: JobPlan, keys: KeyedFile[]): Record<string, string> {
  return {
    scenario: base64(scenario.text),
    ...Object.fromEntries(keys.map(({ key, path }) => [key, base64(files.get(path) ?? '')])),
    ...Object.fromEntries([...env].map(([name, value]) => [keyOfVariable(name), base64(value)])),
  }
}

function base64(value: string | Buffer): string {
  return Buffer.from(value).toString('base64')
}
