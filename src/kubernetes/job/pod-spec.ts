import type { KubernetesSpec } from '../../model/scenario.ts'

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
  /** The seconds after which the cluster ends it, if nothing else has. */
  deadlineS: number
}

/** Where the pod has the scenario, and where its hitless writes. */
const SCENARIO = '/scenario'
const WORK = '/runs'
/** Path of the journal in the pod. */
export const POD_JOURNAL = `${WORK}/run/journal.ndjson`

/** The container in which hitless runs, and the one that hands the journal out, also when the first has ended. */
export const RUNNER = 'run'
export const KEEPER = 'keeper'

/** A file of the scenario: its key in the Secret, and its path when that is mounted. */
export interface KeyedFile {
  key: string
  path: string
}

/** Keys of a Secret are flat: its files get numbers. */
export function keyFiles({ files }: JobPlan): KeyedFile[] {
  return [...files.keys()].map((path, index) => ({ key: `file-${index}`, path }))
}

export function keyOfVariable(name: string): string {
  return `env.${name}`
}

/** The specification of the Job, with its one pod. */
export function makeJobSpec(plan: JobPlan, labels: Record<string, string>, keys: KeyedFile[]): object {
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

function mounts({ scenario }: JobPlan, keys: KeyedFile[]): object[] {
  return [{ key: 'scenario', path: scenario.file }, ...keys]
}

const CONFINED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }
/**
 * Without a request a container has the least weight of all when processors are short (cgroup cpu.shares of 2): the load would be late
 * whenever a pod starts beside it. https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
const WEIGHT = { requests: { cpu: '250m' } }
const WORK_MOUNT = { name: 'work', mountPath: WORK }

function makeRunner({ name, image, scenario, env, flags }: JobPlan): object {
  const given = Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, value]))
  return {
    name: RUNNER,
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
    resources: WEIGHT,
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
