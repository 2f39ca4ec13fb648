import { basename, join } from 'node:path'
import type { Clock } from '../model/clock.ts'
import type { RunEvent } from '../model/event.ts'
import type { AnswerFeed, GenerationView } from '../model/generation.ts'
import { poll, realTime } from '../model/poll.ts'
import type { KubernetesSpec, TargetSpec } from '../model/scenario.ts'
import type { Target } from '../model/target.ts'
import { TargetError } from '../model/target-error.ts'
import { pollAddress } from './address.ts'
import { type Cluster, findCluster, findWorkload } from './cluster.ts'
import { trackWorkload } from './generations.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { type WorkloadWatch, watchWorkload } from './watch.ts'

export interface WorkloadOptions {
  spec: TargetSpec
  workload: KubernetesSpec
  runFolder: string
  clock: Clock
  onEvent: (event: RunEvent) => void
  /** Ends the wait for a workload that is not ready yet. */
  abort: AbortSignal
  /** Tells generations apart by what responses say of them; undefined where the pods alone do. */
  answers: (GenerationView & AnswerFeed) | undefined
  /** Resolves once the service answers at its url; requests come from `localAddress`, where that is given. A TargetError otherwise. */
  awaitReady: (from: { log: string; localAddress: string | undefined }) => Promise<void>
  /** What the restarts are going to change in the cluster: an event names it before anything is changed. */
  changes: string[]
}

/** How long pods of a deleted manifest may take to go. */
const END_MS = 60_000
const LOOK_MS = 25

/**
 * Finds a workload in its cluster, after having applied its manifest where the scenario names one, and waits until it is ready.
 * A TargetError otherwise, and then nothing of the manifest is left.
 */
export async function openWorkload(options: WorkloadOptions): Promise<Target> {
  const { workload, abort } = options
  const cluster = await findCluster(workload, abort)
  const manifest = workload.apply === undefined ? undefined : await readManifest(workload.apply, cluster, abort)
  if (manifest === undefined) await findWorkload(workload, cluster, abort)
  emitChanges(options, cluster, manifest)
  let watch: WorkloadWatch | undefined
  try {
    await manifest?.apply()
    watch = await openWatch(options, cluster)
    await awaitRollout(options, watch)
    return presentWorkload(options, { cluster, watch, manifest })
  } catch (error) {
    await removeManifest(options, manifest)
    watch?.close()
    throw error
  }
}

function emitChanges(options: WorkloadOptions, { context, server }: Cluster, manifest: Manifest | undefined): void {
  const { workload, clock, onEvent, changes } = options
  const file = basename(workload.apply ?? '')
  const all = manifest ? [`apply ${file} (${manifest.objects.join(', ')})`, ...changes, `delete ${file}`] : changes
  onEvent({ t: clock.now(), kind: 'cluster-chosen', context, server, namespace: workload.namespace, changes: all })
}

async function openWatch({ workload, clock, onEvent, abort }: WorkloadOptions, cluster: Cluster) {
  const found = await findWorkload(workload, cluster, abort)
  return watchWorkload({ workload: found, kubectl: cluster.kubectl, clock, onEvent })
}

async function awaitRollout(options: WorkloadOptions, watch: WorkloadWatch) {
  const { spec, workload, clock, onEvent, runFolder, abort } = options
  const { url, ready } = spec
  const look = () => {
    abort.throwIfAborted()
    // Pods appear a moment later than their number.
    return watch.rollout().phase === 'complete' && watch.pods().some((pod) => pod.ready)
  }
  const isComplete = await poll(realTime(abort), ready.withinMs, look, LOOK_MS)
  if (!isComplete) {
    const found = [watch.rollout().detail, ...watch.troubles()].join('; ')
    throw new TargetError(
      `Expected ${workload.kind}/${workload.name} to be rolled out within ${ready.withinMs} ms, but found: ${found}.`,
    )
  }
  await options.awaitReady({ log: logOf(runFolder), localAddress: pollAddress(url) })
  for (const what of ['listeners', 'kernel-counters'] as const) {
    onEvent({ t: clock.now(), kind: 'evidence-missing', what, why: "those of the cluster's nodes are not read" })
  }
  onEvent({ t: clock.now(), kind: 'target-ready' })
}

interface Opened {
  cluster: Cluster
  watch: WorkloadWatch
  manifest: Manifest | undefined
}

function presentWorkload(options: WorkloadOptions, { cluster, watch, manifest }: Opened): Target {
  const { spec, workload, runFolder } = options
  return {
    view: {
      port: portOf(spec.url),
      mainPid: () => undefined,
      processes: () => [],
      refresh: () => {},
      listening: () => undefined,
    },
    workload: {
      name: `${workload.kind}/${workload.name}`,
      kubectl: (args, abort) => cluster.kubectl.run(args, abort),
      rollout: watch.rollout,
      troubles: watch.troubles,
    },
    generations: trackWorkload({ answers: options.answers, pods: watch.pods }),
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
      if (manifest) await poll(realTime(), END_MS, () => watch.pods().every(({ gone }) => gone !== undefined), LOOK_MS)
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

function portOf(url: string): number {
  const { port, protocol } = new URL(url)
  return Number(port || (protocol === 'https:' ? 443 : 80))
}

function logOf(runFolder: string): string {
  return join(runFolder, 'target.log')
}
