import { basename, join } from 'node:path'
import type { KubernetesSpec } from '../model/scenario.ts'
import { TargetError } from '../model/target-error.ts'
import { locate } from '../target/location.ts'
import { waitReady } from '../target/ready.ts'
import type { TargetOptions } from '../target/runtime.ts'
import type { Target } from '../target/target.ts'
import { waitUntil } from '../target/wait.ts'
import { type Cluster, findCluster, findWorkload } from './find.ts'
import { trackWorkload } from './generations.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { pollAddress } from './poll-address.ts'
import { type WorkloadWatch, watchWorkload } from './watch.ts'

export interface WorkloadOptions extends TargetOptions {
  workload: KubernetesSpec
  /** What the restarts are going to change in the cluster: told before anything is. */
  changes: string[]
}

/** How long pods of a deleted manifest may take to go. */
const END_MS = 60_000

/**
 * Finds a workload in its cluster, after having applied its manifest where the scenario names one, and waits until it is ready.
 * A TargetError otherwise, and then nothing of the manifest is left.
 */
export async function openWorkload(options: WorkloadOptions): Promise<Target> {
  const { workload, abort } = options
  const cluster = await findCluster(workload, abort)
  const manifest = workload.apply === undefined ? undefined : await readManifest(workload.apply, cluster, abort)
  if (manifest === undefined) await findWorkload(workload, cluster, abort)
  tellChanges(options, cluster, manifest)
  let watch: WorkloadWatch | undefined
  try {
    await manifest?.apply()
    watch = await openWatch(options, cluster)
    await awaitReady(options, watch)
    return presentWorkload(options, { cluster, watch, manifest, port: (await locate(options.spec.url)).port })
  } catch (error) {
    await removeManifest(options, manifest)
    watch?.close()
    throw error
  }
}

function tellChanges(options: WorkloadOptions, { context, server }: Cluster, manifest: Manifest | undefined): void {
  const { workload, clock, onEvent, changes } = options
  const file = basename(workload.apply ?? '')
  const all = manifest ? [`apply ${file} (${manifest.objects.join(', ')})`, ...changes, `delete ${file}`] : changes
  onEvent({ t: clock.now(), kind: 'cluster-chosen', context, server, namespace: workload.namespace, changes: all })
}

async function openWatch({ workload, clock, onEvent, abort }: WorkloadOptions, cluster: Cluster) {
  const found = await findWorkload(workload, cluster, abort)
  return watchWorkload({ workload: found, kubectl: cluster.kubectl, clock, onEvent })
}

async function awaitReady({ spec, workload, clock, onEvent, runFolder, abort }: WorkloadOptions, watch: WorkloadWatch) {
  const { url, tls, ready } = spec
  const isComplete = await waitUntil(() => {
    abort.throwIfAborted()
    // Pods are told of a moment later than their number.
    return watch.rollout().phase === 'complete' && watch.pods().some((pod) => pod.ready)
  }, ready.withinMs)
  if (!isComplete) {
    const found = [watch.rollout().said, ...watch.troubles()].join('; ')
    throw new TargetError(
      `Expected ${workload.kind}/${workload.name} to be rolled out within ${ready.withinMs} ms, but found: ${found}.`,
    )
  }
  const place = { url, tls, localAddress: pollAddress(url), log: logOf(runFolder), logFrom: 0 }
  await waitReady({ ...place, ready, ended: () => undefined, abort })
  for (const what of ['listeners', 'kernel-counters'] as const) {
    onEvent({ t: clock.now(), kind: 'evidence-missing', what, why: "those of the cluster's nodes are not read" })
  }
  onEvent({ t: clock.now(), kind: 'target-ready' })
}

interface Opened {
  cluster: Cluster
  watch: WorkloadWatch
  manifest: Manifest | undefined
  port: number
}

function presentWorkload(options: WorkloadOptions, { cluster, watch, manifest, port }: Opened): Target {
  const { spec, workload, runFolder, clock } = options
  return {
    view: { port, mainPid: () => undefined, processes: () => [], refresh: () => {}, listening: () => undefined },
    workload: {
      name: `${workload.kind}/${workload.name}`,
      kubectl: (args, abort) => cluster.kubectl.run(args, abort),
      rollout: watch.rollout,
      troubles: watch.troubles,
    },
    generations: trackWorkload({ by: spec.generation.by, clock, pods: watch.pods }),
    // Pods may come and go without the service ending: what that costs is seen by the traffic.
    died: new Promise(() => {}),
    env: {},
    log: logOf(runFolder),
    peerOf: () => undefined,
    expectChange: () => {},
    launchNext: () => Promise.reject(new TargetError('Expected a rollout: a workload has no command to be launched.')),
    async stop() {
      await removeManifest(options, manifest)
      // The next run with the same manifest shall not meet them.
      if (manifest) await waitUntil(() => watch.pods().every(({ gone }) => gone !== undefined), END_MS)
      watch.close()
    },
  }
}

async function removeManifest({ clock, onEvent }: WorkloadOptions, manifest: Manifest | undefined): Promise<void> {
  await manifest?.remove().catch((error: unknown) => {
    const message = `what was applied is still there: ${error instanceof Error ? error.message : String(error)}`
    onEvent({ t: clock.now(), kind: 'trouble', code: 'target-did-not-stop', message })
  })
}

function logOf(runFolder: string): string {
  return join(runFolder, 'target.log')
}
