import { z } from 'zod'
import { defineEvent, generation } from './event-fields.ts'
import { count, duration } from './fields.ts'

/** Pods are told apart by it, for a StatefulSet gives a name again. */
const uid = z.string().describe('Uid of the pod.')
const pod = z.string().describe('Name of the pod.')

/** What is known of a workload from its specification. */
const workloadFacts = z.object({
  workload: z.string().describe('Kind and name.'),
  replicas: count('Pods that it is to have.'),
  strategy: z.string().describe('RollingUpdate, Recreate or OnDelete.'),
  // As written: `25%` or a number; absent where the strategy has none.
  maxUnavailable: z.string().exactOptional(),
  maxSurge: z.string().exactOptional(),
  graceMs: duration('From the request to end until SIGKILL.'),
  preStop: z.boolean().describe('Some container has a preStop hook.'),
  // Without one a container is ready as soon as it runs.
  readinessProbe: z.boolean().describe('Some container has a readiness probe.'),
})
export type WorkloadFacts = z.output<typeof workloadFacts>

/** What happens in a cluster whose workload is the target. The hash of its template is a pod's generation. */
export const CLUSTER_EVENTS = [
  // Comes before the first change.
  defineEvent('cluster-chosen', {
    context: z.string().describe('The context of kubectl.'),
    server: z.string().describe('The address of its API server.'),
    namespace: z.string(),
    changes: z.array(z.string()).describe('All that the run was about to change there, in its order.'),
  }),
  // When it was first seen, or its template changed: what its rollouts go by.
  defineEvent('workload-seen', workloadFacts.shape),
  // When the revision was first seen, or is to have another number of pods.
  defineEvent('revision-seen', {
    generation,
    revision: count('Its number.'),
    replicas: count('Pods that it is to have; told of Deployments alone.').exactOptional(),
  }),
  defineEvent('pod-created', { pod, uid, generation }),
  defineEvent('pod-ready', { pod, uid }),
  defineEvent('pod-unready', { pod, uid }),
  defineEvent('pod-gone', { pod, uid }),
  // Its preStop hooks run, then SIGTERM, and SIGKILL at the end of the grace period.
  defineEvent('pod-terminating', { pod, uid, graceMs: duration('From here until SIGKILL.') }),
  defineEvent('container-ended', {
    pod,
    uid,
    container: z.string(),
    code: z.int().describe('Its exit code; 137 after SIGKILL.'),
    reason: z.string().describe('As the kubelet has it, such as OOMKilled or Error.'),
    restarts: count('How many times it had been started again before.'),
  }),
  // An EndpointSlice names it as ready, or does no more: from then on Services begin, or cease, to route to it.
  defineEvent('endpoint-added', { pod, uid }),
  defineEvent('endpoint-removed', { pod, uid }),
  // Failed probes and hooks, images that cannot be pulled, the end of its containers.
  defineEvent('pod-warned', { pod, uid, reason: z.string(), message: z.string() }),
] as const
