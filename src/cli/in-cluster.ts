import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { type Cluster, findCluster } from '../kubernetes/cluster.ts'
import { makeJobManifest, redact } from '../kubernetes/job/manifest.ts'
import type { JobPlan } from '../kubernetes/job/pod-spec.ts'
import { deletionOf, JobError, runJob } from '../kubernetes/job/run-job.ts'
import { readManifest } from '../kubernetes/manifest.ts'
import { isEntry } from '../ledger/entry-shape.ts'
import { EXIT } from '../model/exit-codes.ts'
import type { KubernetesSpec } from '../model/scenario.ts'
import { claimRunFolder } from '../run/claim-run-folder.ts'
import { JOURNAL_FILE, type Rendered, renderRun } from '../run/render.ts'
import { type JobFlags, planJob, readForPod } from './job-plan.ts'
import type { PlannedRun } from './planned-runs.ts'
import { printNote, showProgress } from './progress.ts'
import { UsageError } from './usage-error.ts'

export interface InClusterOptions extends JobFlags, Pick<PlannedRun, 'source' | 'resolve' | 'folder'> {
  quiet: boolean
  interrupt: AbortSignal
}

/** What the manifest of the Job is kept as in the run's folder. */
const MANIFEST = 'job.yaml'

/**
 * Runs a scenario in a pod of the cluster that it names: the same hitless, whose journal comes here line by line, so that
 * progress and reports are those of a run here.
 */
export async function runInCluster(options: InClusterOptions): Promise<Rendered> {
  const { source, folder, interrupt } = options
  if (source === undefined) throw new UsageError('--in-cluster: expected a scenario file, found none')
  const { scenario, env } = readForPod(options.resolve, source.here)
  const workload = scenario.target.kubernetes
  if (workload === undefined) {
    throw new UsageError(
      `--in-cluster: expected ${source.file} to have target.kubernetes, which names the cluster; found none`,
    )
  }
  const cluster = await findCluster(workload, interrupt)
  const applied = workload.apply === undefined ? undefined : await readManifest(workload.apply, cluster, interrupt)
  const plan = planJob(options, source, { scenario, workload, env })
  const claimed = claimRunFolder(folder)
  process.once('exit', claimed.release)
  try {
    printChanges(plan, workload, cluster, applied?.objects ?? [])
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

/** What will be created, before anything is. */
function printChanges(
  plan: JobPlan,
  { namespace, kind, name }: KubernetesSpec,
  cluster: Cluster,
  applied: string[],
): void {
  const lines = [
    `context ${cluster.context} (${cluster.server}), namespace ${namespace}: this will be created, and deleted after the run`,
    ...applied,
    ...makeJobManifest(plan).map((object) => `${object.kind.toLowerCase()}/${plan.name}`),
    `the Job runs ${plan.image}; its service account may read pods, events and endpoints of the namespace, and change ${kind}/${name}`,
  ]
  for (const [index, line] of lines.entries()) printNote(index === 0 ? line : `  ${line}`)
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
  const copy = openCopy(join(folder, JOURNAL_FILE), showProgress(quiet))
  try {
    const { kubectl } = cluster
    const end = await runJob({ kubectl, name: plan.name, manifest, ...copy, onObstacle: printNote, interrupt })
    if (end === undefined)
      throw new JobError('Interrupted before anything was measured in the cluster.', EXIT.interrupted)
    if (!copy.measured())
      throw new JobError(`hitless exited in the cluster without a run. Its output:\n${end.output.trim()}`, end.exitCode)
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
