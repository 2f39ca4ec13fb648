import { z } from 'zod'
import { CLUSTER_EVENTS } from './cluster-event.ts'
import { defineEvent, generation, index, pid, traffic } from './event-fields.ts'
import { count, duration, moment } from './fields.ts'
import { certificate, resumptionCounts } from './tls.ts'

/**
 * Counters of the network namespace that hitless runs in, from `TcpExt:` and `Tcp:` of /proc/net/netstat and /proc/net/snmp
 * (proc_pid_net(5)); Documentation/networking/snmp_counter.rst of the kernel says what each counts.
 */
export const KERNEL_COUNTERS = [
  'ListenOverflows',
  'ListenDrops',
  'TCPReqQFullDrop',
  'TCPReqQFullDoCookies',
  'TCPMigrateReqSuccess',
  'TCPMigrateReqFailure',
  'TCPAbortOnData',
  'TCPAbortOnClose',
  'TCPTimeouts',
  'TCPSynRetrans',
  'EstabResets',
  'OutRsts',
] as const
export type KernelCounter = (typeof KERNEL_COUNTERS)[number]

export const RUN_PHASES = ['launch', 'warmup', 'baseline', 'restart', 'between', 'cooldown', 'grace', 'stop'] as const
export type RunPhase = (typeof RUN_PHASES)[number]

const step = count('Number of the step within its restart.')
const name = z.string().describe('The step, in words.')
const command = z.string().describe('Command line.')
const inode = z.int().describe('Inode of the listening socket.')
const generations = z.array(z.string())

/**
 * Something that happened during a run. Events are the story of the run: phases, restart steps, processes coming and going,
 * generations first seen, troubles of the harness itself.
 */
export const runEvent = z.discriminatedUnion('kind', [
  defineEvent('phase', { phase: z.enum(RUN_PHASES).describe('The part of the run that begins.') }),
  defineEvent('target-started', { pid, command }),
  defineEvent('target-attached', { pid: pid.exactOptional() }),
  defineEvent('target-ready', {}),
  defineEvent('target-died', { pid, how: z.string(), logTail: z.string().describe('The end of its output.') }),
  defineEvent('restart-begun', { index, old: generations }),
  defineEvent('step-done', {
    index,
    step,
    name,
    ms: duration('How long the step took.'),
    detail: z.string().exactOptional(),
  }),
  defineEvent('step-failed', { index, step, name, message: z.string() }),
  defineEvent('takeover', { index, generation }),
  defineEvent('old-gone', { index }),
  defineEvent('restart-settled', {
    index,
    // Seen to answer, or new processes to serve.
    observed: z.boolean().describe('A new generation was seen.'),
    died: z.literal(true).exactOptional().describe('It ended the target, and nothing took its place.'),
    drained: z.boolean().describe('The old generation had gone within the drain limit.'),
    old: generations,
    new: generations,
    detail: z.string().exactOptional().describe('Why it counts as not observed or not drained.'),
  }),
  defineEvent('target-complained', {
    index,
    lines: z
      .array(z.string())
      .describe('The last lines of its log in a restart that went wrong which read like errors.'),
  }),
  defineEvent('generation-seen', {
    generation,
    traffic,
    newConnection: z.boolean().describe('On the first answer of its connection.'),
  }),
  // One that the target had not shown before, or not since the last takeover, or since that restart had settled.
  defineEvent('certificate-seen', { traffic, ...certificate.shape }),
  // About a second of handshakes, a tenth of one within a restart.
  defineEvent('resumption', {
    traffic,
    from: moment('The first of these handshakes.'),
    offered: count('TLS handshakes of about a second that offered to resume a session.'),
    resumed: count('How many of them were resumed.'),
    carried: resumptionCounts.describe('Of sessions that had been given before the last restart began.'),
    current: resumptionCounts.describe('Of sessions that had been given since the takeover of the last restart.'),
  }),
  defineEvent('process-started', { pid, ppid: z.int().describe('Parent process id.'), command }),
  // Of the launched process the system always tells how it ended, of others only where they became zombies.
  defineEvent('process-ended', {
    pid,
    command,
    code: z.int().exactOptional().describe('Its exit code, where the system told.'),
    signal: z.string().exactOptional().describe('The signal that ended it, where the system told.'),
  }),
  defineEvent('listener-opened', { pid, inode }),
  defineEvent('listener-closed', { pid, inode }),
  defineEvent('accept-queue', {
    inode,
    length: count('Connections that waited to be accepted: the most since the last such event.'),
  }),
  // Those that stood still are left out.
  defineEvent('kernel-counters', {
    deltas: z.partialRecord(z.enum(KERNEL_COUNTERS), count('By how much it has grown since the last such event.')),
  }),
  defineEvent('old-serving', {
    index,
    pid,
    connections: count('New connections, opened after takeover, that it was seen to hold.'),
  }),
  // On another system than Linux, or of a remote target.
  defineEvent('evidence-missing', { what: z.enum(['processes', 'listeners', 'kernel-counters']), why: z.string() }),
  ...CLUSTER_EVENTS,
  // Attempts that timed out meanwhile are `local`.
  defineEvent('harness-stalled', { thread: z.string(), ms: duration('How long the event loop stood still.') }),
  // Although connections were free.
  defineEvent('generator-behind', {
    traffic,
    lateMs: duration('How late requests were sent.'),
    arrivals: count('Requests that were late.'),
  }),
  defineEvent('trouble', { code: z.string(), message: z.string() }),
])
export type RunEvent = z.output<typeof runEvent>
export type RunEventKind = RunEvent['kind']
