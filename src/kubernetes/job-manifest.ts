import type { KubernetesSpec } from '../model/scenario.ts'

/** Where the pod has the scenario, and where its hitless writes. */
const SCENARIO = '/scenario'
const WORK = '/runs'
/** Path of the journal in the pod. */
export const JOURNAL = `${WORK}/run/journal.ndjson`

/** The container in which hitless runs, and the one that hands the journal out, also when the first has ended. */
export const RUN = 'run'
export const KEEPER = 'keeper'

export interface JobPlan {
  /** Of everything that is created. */
  name: string
  image: string
  workload: Pick<KubernetesSpec, 'kind' | 'name'>
  /** The name of its file, and its text. */
  scenario: { file: string; text: string }
  /** Files that it names: path from its folder → content. */
  files: ReadonlyMap<string, Buffer>
  /** Values of `${env.NAME}`. */
  env: ReadonlyMap<string, string>
  /** Flags of `run` that go along, by their names. */
  flags: Record<string, string | undefined>
  /** After so many seconds the cluster ends what nobody has ended. */
  deadlineS: number
}

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
export const KINDS = 'job,rolebinding,role,serviceaccount,secret'

/** What is created for a run in the cluster, in the order in which it is needed. */
export function makeManifest(plan: JobPlan): KubernetesObject[] {
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
    { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: makeJob(plan, metadata.labels, keys) },
  ]
}

/** The same, fit to be shown and kept: without what is secret. */
export function redact(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects.map((object) => (object.kind === 'Secret' ? { ...object, data: hideValues(object['data']) } : object))
}

function hideValues(data: unknown): Record<string, string> {
  return Object.fromEntries(Object.keys(Object(data)).map((key) => [key, '(not shown)']))
}

/** To see the workload's pods and what is said of them, and to change this one workload. */
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

/** Keys of a Secret are flat: its files get numbers, and their paths when they are mounted. */
function keyFiles({ files }: JobPlan): { key: string; path: string }[] {
  return [...files.keys()].map((path, index) => ({ key: `file-${index}`, path }))
}

function encode({ scenario, files, env }: JobPlan, keys: { key: string; path: string }[]): Record<string, string> {
  return {
    scenario: base64(scenario.text),
    ...Object.fromEntries(keys.map(({ key, path }) => [key, base64(files.get(path) ?? '')])),
    ...Object.fromEntries([...env].map(([name, value]) => [keyOfVariable(name), base64(value)])),
  }
}

function base64(value: string | Buffer): string {
  return Buffer.from(value).toString('base64')
}

function keyOfVariable(name: string): string {
  return `env.${name}`
}

function makeJob(plan: JobPlan, labels: Record<string, string>, keys: { key: string; path: string }[]): object {
  return {
    backoffLimit: 0,
    activeDeadlineSeconds: plan.deadlineS,
    ttlSecondsAfterFinished: 0,
    template: {
      metadata: { labels },
      spec: {
        serviceAccountName: plan.name,
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 5,
        // What the Pod Security Standard "restricted" asks for.
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          fsGroup: 1000,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [makeRunner(plan), makeKeeper(plan)],
        volumes: [
          { name: 'scenario', secret: { secretName: plan.name, items: mounts(plan, keys) } },
          { name: 'work', emptyDir: {} },
        ],
      },
    },
  }
}

function mounts({ scenario }: JobPlan, keys: { key: string; path: string }[]): object[] {
  return [{ key: 'scenario', path: scenario.file }, ...keys]
}

const CONFINED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }
const WORK_MOUNT = { name: 'work', mountPath: WORK }

function makeRunner({ name, image, scenario, env, flags }: JobPlan): object {
  const given = Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, value]))
  return {
    name: RUN,
    image,
    args: ['run', `${SCENARIO}/${scenario.file}`, '--out', `${WORK}/run`, ...given],
    env: [
      // Where kubectl may keep what it has learned of the API.
      { name: 'HOME', value: WORK },
      ...[...env.keys()].map((variable) => ({
        name: variable,
        valueFrom: { secretKeyRef: { name, key: keyOfVariable(variable) } },
      })),
    ],
    workingDir: WORK,
    securityContext: CONFINED,
    volumeMounts: [{ name: 'scenario', mountPath: SCENARIO, readOnly: true }, WORK_MOUNT],
  }
}

function makeKeeper({ image, deadlineS }: JobPlan): object {
  return {
    name: KEEPER,
    image,
    command: ['sleep', String(deadlineS)],
    securityContext: CONFINED,
    volumeMounts: [WORK_MOUNT],
  }
}
