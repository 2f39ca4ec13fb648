import { z } from 'zod'
import { KERNEL_COUNTERS, RUN_PHASES } from '../model/event.ts'
import { count, duration, moment } from './schema-parts.ts'
import { certificate, resumption } from './tls-schema.ts'

const t = moment('When it happened.')
const index = count('Number of the restart.')
const step = count('Number of the step within its restart.')
const name = z.string().describe('The step, in words.')
const pid = z.int().describe('Process id.')
const command = z.string().describe('Command line.')
const inode = z.int().describe('Inode of the listening socket.')
const generation = z.string().describe('Label of the generation.')
const traffic = z.string().describe('Name of the traffic.')
const generations = z.array(z.string())
const pod = z.string().describe('Name of the pod.')
const uid = z.string().describe('Uid of the pod.')
const event = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.object({ t, kind: z.literal(kind), ...shape })

/** Everything that can happen during a run; the same variants as RunEvent, kept equal by report-schema.ts. */
export const eventSchema = z.discriminatedUnion('kind', [
  event('phase', { phase: z.enum(RUN_PHASES).describe('The part of the run that begins.') }),
  event('target-started', { pid, command }),
  event('target-attached', { pid: pid.exactOptional() }),
  event('target-ready', {}),
  event('target-died', { pid, how: z.string(), logTail: z.string().describe('The end of its output.') }),
  event('restart-begun', { index, old: generations }),
  event('step-done', {
    index,
    step,
    name,
    ms: duration('How long the step took.'),
    detail: z.string().exactOptional(),
  }),
  event('step-failed', { index, step, name, message: z.string() }),
  event('takeover', { index, generation }),
  event('old-gone', { index }),
  event('restart-settled', {
    index,
    observed: z.boolean().describe('A new generation was seen.'),
    died: z.literal(true).exactOptional().describe('It ended the target, and nothing took its place.'),
    drained: z.boolean().describe('The old generation had gone within the drain limit.'),
    old: generations,
    new: generations,
    detail: z.string().exactOptional().describe('Why it counts as not observed or not drained.'),
  }),
  event('target-complained', {
    index,
    lines: z
      .array(z.string())
      .describe('The last lines of its log in a restart that went wrong which read like errors.'),
  }),
  event('generation-seen', {
    generation,
    traffic,
    newConnection: z.boolean().describe('On the first answer of its connection.'),
  }),
  event('certificate-seen', { traffic, ...certificate }),
  event('resumption', {
    traffic,
    from: moment('The first of these handshakes.'),
    offered: count('TLS handshakes of about a second that offered to resume a session.'),
    resumed: count('How many of them were resumed.'),
    carried: resumption.describe('Of sessions that had been given before the last restart began.'),
    current: resumption.describe('Of sessions that had been given since the takeover of the last restart.'),
  }),
  event('process-started', { pid, ppid: z.int().describe('Parent process id.'), command }),
  event('process-ended', {
    pid,
    command,
    code: z.int().exactOptional().describe('Its exit code, where the system told.'),
    signal: z.string().exactOptional().describe('The signal that ended it, where the system told.'),
  }),
  event('listener-opened', { pid, inode }),
  event('listener-closed', { pid, inode }),
  event('accept-queue', {
    inode,
    length: count('Connections that waited to be accepted: the most since the last such event.'),
  }),
  event('kernel-counters', {
    deltas: z.partialRecord(z.enum(KERNEL_COUNTERS), count('By how much it has grown since the last such event.')),
  }),
  event('old-serving', {
    index,
    pid,
    connections: count('New connections, opened after takeover, that it was seen to hold.'),
  }),
  event('evidence-missing', { what: z.enum(['processes', 'listeners', 'kernel-counters']), why: z.string() }),
  event('cluster-chosen', {
    context: z.string().describe('The context of kubectl.'),
    server: z.string().describe('The address of its API server.'),
    namespace: z.string(),
    changes: z.array(z.string()).describe('All that the run was about to change there, in its order.'),
  }),
  event('workload-seen', {
    workload: z.string().describe('Kind and name.'),
    replicas: count('Pods that it is to have.'),
    strategy: z.string().describe('RollingUpdate, Recreate or OnDelete.'),
    maxUnavailable: z.string().exactOptional(),
    maxSurge: z.string().exactOptional(),
    graceMs: duration('From the request to end until SIGKILL.'),
    preStop: z.boolean().describe('Some container has a preStop hook.'),
    readinessProbe: z.boolean().describe('Some container has a readiness probe.'),
  }),
  event('revision-seen', {
    generation,
    revision: count('Its number.'),
    replicas: count('Pods that it is to have; told of Deployments alone.').exactOptional(),
  }),
  event('pod-created', { pod, uid, generation }),
  event('pod-ready', { pod, uid }),
  event('pod-unready', { pod, uid }),
  event('pod-gone', { pod, uid }),
  event('pod-terminating', { pod, uid, graceMs: duration('From here until SIGKILL.') }),
  event('container-ended', {
    pod,
    uid,
    container: z.string(),
    code: z.int().describe('Its exit code; 137 after SIGKILL.'),
    reason: z.string().describe('As the kubelet has it, such as OOMKilled or Error.'),
    restarts: count('How many times it had been started again before.'),
  }),
  event('endpoint-added', { pod, uid }),
  event('endpoint-removed', { pod, uid }),
  event('pod-warned', { pod, uid, reason: z.string(), message: z.string() }),
  event('harness-stalled', { thread: z.string(), ms: duration('How long the event loop stood still.') }),
  event('generator-behind', {
    traffic,
    lateMs: duration('How late requests were sent.'),
    arrivals: count('Requests that were late.'),
  }),
  event('trouble', { code: z.string(), message: z.string() }),
])

export const processLife = z.object({
  pid,
  ppid: z.int().describe('Parent process id.'),
  command,
  started: moment('When it was first seen.'),
  ended: moment('When it was first seen to have ended; absent where it outlived the watch.').exactOptional(),
  code: z.int().exactOptional().describe('Its exit code, where the system told.'),
  signal: z.string().exactOptional().describe('The signal that ended it, where the system told.'),
  bornIn: z.int().nullable().describe('Last restart that had begun when it started; null before any.'),
})

export const listenerHold = z.object({
  inode,
  pid,
  from: moment('When it was first seen to hold the socket.'),
  to: moment('When it was seen to hold it no more; absent where it held it to the end of the watch.').exactOptional(),
})

export const podLife = z.object({
  pod,
  uid,
  generation: z.string().describe('The hash of its template.'),
  created: moment('When it was first seen.'),
  ready: moment('When it was first ready.').exactOptional(),
  terminating: moment('When it was told to end.').exactOptional(),
  graceMs: duration('From then until SIGKILL.').exactOptional(),
  gone: moment('When it had gone.').exactOptional(),
  routed: z
    .array(z.object({ from: moment('Since when.'), to: moment('Until when; absent: the end.').exactOptional() }))
    .describe('When EndpointSlices named it as ready.'),
  ends: z
    .array(
      z.object({
        t: moment('When the kubelet told.'),
        container: z.string(),
        code: z.int().describe('Exit code; 137 after SIGKILL.'),
        reason: z.string().describe('As the kubelet has it, such as OOMKilled.'),
      }),
    )
    .describe('Ends of its containers.'),
  bornIn: z
    .int()
    .nullable()
    .describe('Last restart that had begun when its generation was first seen; null before any.'),
})
