import { randomUUID } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { chalkStderr } from 'chalk'
import { stringify } from 'yaml'
import { type Cluster, findCluster } from '../kubernetes/cluster.ts'
import { makeJobManifest, redact } from '../kubernetes/job/manifest.ts'
import type { JobPlan } from '../kubernetes/job/pod-spec.ts'
import { deletionOf, JobError, runJob } from '../kubernetes/job/run-job.ts'
import { readManifest } from '../kubernetes/manifest.ts'
import { isEntry } from '../ledger/entry-shape.ts'
import { EXIT } from '../model/exit-codes.ts'
import type { KubernetesSpec, Scenario } from '../model/scenario.ts'
import { claimRunFolder } from '../run/claim-run-folder.ts'
import { ANYWHERE } from '../run/prepare.ts'
import { JOURNAL, type Rendered, renderRun } from '../run/render.ts'
import { packScenario } from '../scenario/pack.ts'
import type { ScenarioSource } from '../scenario/read.ts'
import type { PlannedRun } from './planned-runs.ts'
import { showProgress } from './progress.ts'
import { UsageError } from './usage-error.ts'

export interface InClusterOptions extends Pick<PlannedRun, 'source' | 'resolve' | 'folder' | 'label'> {
  /** How many restarts to make, where that is not left to the scenario. */
  restarts: string | undefined
  /** The image of hitless. */
  image: string
  quiet: boolean
  interrupt: AbortSignal
}

/** What the manifest of the Job is kept as in the run's folder. */
const MANIFEST = 'job.yaml'
/** Beyond what the run is planned to take: restarts may take longer, and an image has to be pulled. */
const SPARE_S = 3_600

/**
 * Runs a scenario in a pod of the cluster that it names: the same hitless, whose journal comes here line by line, so that
 * progress and reports are those of a run here.
 */
export async function runInCluster(options: InClusterOptions): Promise<Rendered> {
  const { source, folder, interrupt } = options
  if (source === undefined) throw new UsageError('--in-cluster: expected a scenario file, found none')
  const { scenario, env } = readAbroad(options.resolve, source.here)
  const workload = scenario.target.kubernetes
  if (workload === undefined) {
    throw new UsageError(
      `--in-cluster: expected ${source.file} to have target.kubernetes, which says in which cluster; found none`,
    )
  }
  const cluster = await findCluster(workload, interrupt)
  const applied = workload.apply === undefined ? undefined : await readManifest(workload.apply, cluster, interrupt)
  const plan = planJob(options, source, { scenario, workload, env })
  const claimed = claimRunFolder(folder)
  process.once('exit', claimed.release)
  try {
    tellChanges(plan, workload, cluster, applied?.objects ?? [])
    try {
      await applied?.apply()
      await followRun(options, plan, cluster)
    } finally {
      await applied?.remove()
    }
    return await renderRun(folder)
  } finally {
    process.off('exit', claimed.release)
    claimed.release()
  }
}

/** The scenario as it will be there, as far as can be told from here; and the variables of the environment that go along. */
function readAbroad(resolve: PlannedRun['resolve'], here: string): { scenario: Scenario; env: Map<string, string> } {
  const used = new Map<string, string>()
  const env = new Proxy(process.env, {
    get(own, name) {
      const value = typeof name === 'string' ? own[name] : undefined
      if (typeof name === 'string' && value !== undefined) used.set(name, value)
      // What is not set here the pod may have, as the addresses of Services.
      return value ?? '1'
    },
  })
  return { scenario: resolve({ ...ANYWHERE, run: here, here, env }), env: used }
}

interface Abroad {
  scenario: Scenario
  workload: KubernetesSpec
  env: Map<string, string>
}

function planJob({ image, label, restarts }: InClusterOptions, source: ScenarioSource, abroad: Abroad): JobPlan {
  const { text, files } = packScenario(source)
  const { warmupMs, baselineMs, cooldownMs } = abroad.scenario.timing
  const { count, everyMs } = abroad.scenario.restart
  return {
    name: `hitless-${randomUUID().slice(0, 8)}`,
    image,
    workload: abroad.workload,
    scenario: { file: basename(source.file), text },
    files,
    env: abroad.env,
    flags: { label, restarts },
    deadlineS: SPARE_S + Math.ceil((warmupMs + baselineMs + count * everyMs + cooldownMs) / 1_000),
  }
}

/** Told before anything is created. */
function tellChanges(
  plan: JobPlan,
  { namespace, kind, name }: KubernetesSpec,
  cluster: Cluster,
  applied: string[],
): void {
  const lines = [
    `context ${cluster.context} (${cluster.server}), namespace ${namespace}: this will be created, and deleted after the run`,
    ...applied,
    ...makeJobManifest(plan).map((object) => `${object.kind.toLowerCase()}/${plan.name}`),
    `the Job runs ${plan.image}; its account may read pods, events and endpoints of the namespace, and change ${kind}/${name}`,
  ]
  for (const [index, line] of lines.entries()) note(index === 0 ? line : `  ${line}`)
}

function note(text: string): void {
  process.stderr.write(`${chalkStderr.dim(text)}\n`)
}

async function followRun(options: InClusterOptions, plan: JobPlan, cluster: Cluster): Promise<void> {
  const objects = makeJobManifest(plan)
  writeFileSync(join(options.folder, MANIFEST), toYaml(redact(objects)))
  const secret = mkdtempSync(join(tmpdir(), 'hitless-job-'))
  const manifest = join(secret, MANIFEST)
  writeFileSync(manifest, toYaml(objects), { mode: 0o600 })
  // The second Ctrl-C ends this program on the spot.
  const deleteNow = () => cluster.kubectl.runNow(deletionOf(plan.name))
  process.once('exit', deleteNow)
  try {
    await copyJournal(options, plan, cluster, manifest)
  } finally {
    process.off('exit', deleteNow)
    rmSync(secret, { recursive: true, force: true })
  }
}

function toYaml(objects: readonly object[]): string {
  return objects.map((object) => stringify(object, { aliasDuplicateObjects: false })).join('---\n')
}

/** @throws JobError where hitless did not get as far as to measure anything there */
async function copyJournal(
  options: InClusterOptions,
  plan: JobPlan,
  cluster: Cluster,
  manifest: string,
): Promise<void> {
  const { folder, quiet, interrupt } = options
  const copy = openCopy(join(folder, JOURNAL), showProgress(quiet))
  try {
    const { kubectl } = cluster
    const end = await runJob({ kubectl, name: plan.name, manifest, ...copy, onObstacle: note, interrupt })
    if (end === undefined)
      throw new JobError('Interrupted before anything was measured in the cluster.', EXIT.interrupted)
    if (!copy.measured())
      throw new JobError(`hitless ended in the cluster without a run. It said:\n${end.output.trim()}`, end.exitCode)
  } finally {
    copy.close()
  }
}

/** The journal, as it comes from the cluster. */
function openCopy(path: string, progress: ReturnType<typeof showProgress>) {
  const file = openSync(path, 'wx')
  let measured = false
  let finish: (() => void) | undefined
  const complete = new Promise<void>((resolve) => {
    finish = resolve
  })
  return {
    complete,
    measured: () => measured,
    onLine(line: string) {
      writeSync(file, `${line}\n`)
      const entry: unknown = JSON.parse(line)
      if (!isEntry(entry)) return
      progress.entry(entry)
      if (entry.entry === 'bucket') measured = true
      if (entry.entry === 'end') finish?.()
    },
    close() {
      progress.close()
      closeSync(file)
      if (!measured) rmSync(path, { force: true })
    },
  }
}
