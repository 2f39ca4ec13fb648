import { z } from 'zod'
import { defineEvent, generation } from './event-fields.ts'
import { count, milliseconds } from './fields.ts'

/** It identifies the pod, because a StatefulSet reuses names. */
const uid = z.string().describe('Uid of the pod.')
const pod = z.string().describe('Name of the pod.')

/** What is known of a workload from its specification. */
const workloadFacts = z.object({
  workload: z.string().describe('Kind and name.'),
  replicas: count('Pods that it is to have.'),
  strategy: z.string().describe('RollingUpdate, Recreate or OnDelete.'),
  maxUnavailable: z.string().exactOptional().describe('As written; absent where the strategy has none.'),
  maxSurge: z.string().exactOptional().describe('As written; absent where the strategy has none.'),
  graceMs: milliseconds('From the request to end until SIGKILL.'),
  preStop: z.boolean().describe('Some container has a preStop hook.'),
  // Without one a container is ready as soon as it runs.
  readinessProbe: z.boolean().describe('Some container has a readiness probe.'),
})
export type WorkloadFacts = z.output<typeof workloadFacts>

/** What happens in a cluster whose workload is the target. The hash of its template is a pod's generation. */
export const CLUSTER_EVENTS = [
  defineEvent('cluster-chosen', 'A workload of a cluster is the target; emitted before the first change.', {
    context: z.string().describe('The context of kubectl.'),
    server: z.string().describe('The address of its API server.'),
    namespace: z.string().describe('Of the workload.'),
    changes: z.array(z.string()).describe('The changes that the run is about to make there, in order.'),
  }),
  defineEvent('workload-seen', 'The workload was first seen, or its template changed.', workloadFacts.shape),
  defineEvent(
    'revision-seen',
    "A revision of the workload's template was first seen, or is to have another number of pods.",
    {
      generation,
      revision: count('Its number.'),
      replicas: count('Pods that it is to have; reported for Deployments only.').exactOptional(),
    },
  ),
  defineEvent('pod-created', 'A pod was first seen.', { pod, uid, generation }),
  defineEvent('pod-ready', 'A pod became ready.', { pod, uid }),
  defineEvent('pod-unready', 'A pod was no longer ready.', { pod, uid }),
  defineEvent('pod-gone', 'The API server has deleted a pod; its containers may have ended up to a minute before.', {
    pod,
    uid,
  }),
  defineEvent(
    'pod-terminating',
    'A pod began to terminate: its preStop hooks run, then SIGTERM, and SIGKILL at the end of the grace period.',
    { pod, uid, graceMs: milliseconds('From here until SIGKILL.') },
  ),
  defineEvent('container-ended', 'A container of a pod ended.', {
    pod,
    uid,
    container: z.string().describe('Its name.'),
    code: z
      .int()
      .describe('Its exit code; 137 after SIGKILL. Absent where the kubelet did not see it end.')
      .exactOptional(),
    reason: z.string().describe('As the kubelet reports it, such as OOMKilled or Error.'),
    restarts: count('How many times it had been started again before.'),
  }),
  defineEvent('endpoint-added', 'An EndpointSlice names the pod as ready: Services begin to route to it.', {
    pod,
    uid,
  }),
  defineEvent('endpoint-removed', 'No EndpointSlice names the pod as ready any longer: Services stop routing to it.', {
    pod,
    uid,
  }),
  defineEvent(
    'pod-warned',
    'The cluster warned of a pod: failed probes and hooks, images that cannot be pulled, the end of its containers.',
    {
      pod,
      uid,
      reason: z.string().describe('As the cluster names it.'),
      message: z.string().describe('In its words.'),
    },
  ),
] as const
