import { z } from 'zod'
import { CLUSTER_EVENTS } from './cluster-event.ts'
import { defineEvent, generation, index, pid, traffic } from './event-fields.ts'
import { count, milliseconds, moment } from './fields.ts'
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
const receiver = z
  .object({ pid, command, t: moment('When it was sent.') })
  .exactOptional()
  .describe('The process to which the step sent a signal.')
const generations = z.array(z.string()).describe('Labels of the generations.')

/**
 * Something that happened during a run. Events are the story of the run: phases, restart steps, processes coming and going,
 * generations first seen, troubles of the harness itself.
 */
export const runEvent = z.discriminatedUnion('kind', [
  defineEvent('phase', 'A part of the run begins.', {
    phase: z.enum(RUN_PHASES).describe('The part of the run that begins.'),
  }),
  defineEvent('target-started', 'The target was launched.', { pid, command }),
  defineEvent('target-attached', 'The target was running already, and the run attached to it.', {
    pid: pid.exactOptional(),
  }),
  defineEvent('target-ready', 'The target answers: traffic can begin.', {}),
  defineEvent('target-died', 'The target died outside a restart.', {
    pid,
    how: z.string().describe('How it ended, in words.'),
    logTail: z.string().describe('The end of its output.'),
  }),
  defineEvent('restart-begun', 'The first step of a restart begins.', { index, old: generations }),
  defineEvent('step-done', 'A step of a restart was done.', {
    index,
    step,
    name,
    ms: milliseconds('How long the step took.'),
    detail: z.string().exactOptional().describe('Details from the step.'),
    receiver,
  }),
  defineEvent('step-failed', 'A step of a restart failed.', {
    index,
    step,
    name,
    message: z.string().describe('Why.'),
    undelivered: z.literal(true).exactOptional().describe('It was to signal a process, and none received the signal.'),
    receiver,
  }),
  defineEvent('takeover', 'A new generation gave its first answer.', { index, generation }),
  defineEvent('old-gone', 'The old generation was gone.', { index }),
  defineEvent('restart-settled', 'A restart was over, or its drain limit had passed.', {
    index,
    // Seen to answer, or new processes to serve.
    observed: z.boolean().describe('A new generation was seen.'),
    died: z.literal(true).exactOptional().describe('It ended the target, and nothing took its place.'),
    drained: z.boolean().describe('The old generation was gone within the drain limit.'),
    bySilence: z
      .literal(true)
      .exactOptional()
      .describe(
        'It did not count as gone: only the silence of its label would have shown that, and it was not long enough.',
      ),
    old: generations,
    new: generations,
    detail: z.string().exactOptional().describe('Why it counts as not observed or not drained.'),
  }),
  defineEvent(
    'target-complained',
    'The target logged what looks like errors in a restart that was not observed or did not finish.',
    {
      index,
      lines: z.array(z.string()).describe('The last lines of its log that look like errors.'),
    },
  ),
  defineEvent('generation-seen', 'A generation answered for the first time.', {
    generation,
    traffic,
    newConnection: z.boolean().describe('On the first answer of its connection.'),
    sent: moment('When the request was sent that it answered first.').exactOptional(),
  }),
  defineEvent(
    'certificate-seen',
    'The target showed a certificate that it had not shown before, or not since the last takeover, or since that restart had settled.',
    { traffic, ...certificate.shape },
  ),
  defineEvent(
    'resumption',
    'TLS handshakes of about a second, a tenth of one within a restart, that offered to resume a session.',
    {
      traffic,
      from: moment('The first of these handshakes.'),
      offered: count('TLS handshakes of about a second that offered to resume a session.'),
      resumed: count('How many of them were resumed.'),
      carried: resumptionCounts.describe('Of sessions that had been given before the last restart began.'),
      current: resumptionCounts.describe('Of sessions that had been given since the takeover of the last restart.'),
    },
  ),
  defineEvent('process-started', 'A process of the target was first seen.', {
    pid,
    ppid: z.int().describe('Parent process id.'),
    command,
    born: moment('When it was started at the earliest, by the kernel; absent where that is not known.').exactOptional(),
  }),
  defineEvent(
    'process-ended',
    'A process of the target ended. Its exit code is always known for the launched process, for others only where they became zombies.',
    {
      pid,
      command,
      code: z.int().exactOptional().describe('Its exit code, where the system reported it.'),
      signal: z.string().exactOptional().describe('The signal that ended it, where the system reported it.'),
    },
  ),
  defineEvent('process-serving', 'A process of the target was first seen to hold connections.', { pid }),
  defineEvent('listener-opened', 'A process was first seen to hold a listening socket.', { pid, inode }),
  defineEvent('listener-closed', 'A process no longer held a listening socket.', { pid, inode }),
  defineEvent(
    'listener-elsewhere',
    "A process of the target was first seen to listen on the target's port, on an address that its url does not reach.",
    { pid, inode, address: z.string().describe('The address, an IPv6 one in brackets.') },
  ),
  defineEvent('accept-queue', 'Connections waited in the accept queue of a listening socket.', {
    inode,
    length: count('Connections that waited to be accepted: the most since the last such event.'),
  }),
  defineEvent('kernel-counters', 'Counters of the network namespace have grown; those that did not are left out.', {
    deltas: z.partialRecord(z.enum(KERNEL_COUNTERS), count('By how much it has grown since the last such event.')),
  }),
  defineEvent('old-serving', 'A process of the old generation held connections that were opened after takeover.', {
    index,
    pid,
    connections: count('New connections, opened after takeover, that it was seen to hold.'),
  }),
  defineEvent(
    'evidence-missing',
    'Something could not be watched, on another system than Linux or of a remote target.',
    {
      what: z.enum(['processes', 'listeners', 'kernel-counters']).describe('What could not be watched.'),
      why: z.string().describe('In words.'),
    },
  ),
  ...CLUSTER_EVENTS,
  defineEvent('harness-stalled', 'The event loop of hitless stalled; attempts that timed out meanwhile are `local`.', {
    thread: z.string().describe('Its thread.'),
    ms: milliseconds('How long the event loop stalled.'),
  }),
  defineEvent('generator-behind', 'The generator could not keep its schedule although connections were free.', {
    traffic,
    lateMs: milliseconds('How late requests were sent.'),
    arrivals: count('Requests that were late.'),
  }),
  defineEvent(
    'content-unsteady',
    'No two downloads of a path were alike, and the server says nothing of versions: they cannot be compared.',
    {
      traffic,
      path: z.string().describe('Of the request.'),
      downloads: count('Complete downloads until then.'),
    },
  ),
  defineEvent(
    'content-changed',
    'Another content than that of the first download came for the first time; it came again later.',
    {
      traffic,
      path: z.string().describe('Of the request.'),
    },
  ),
  defineEvent('trouble', 'A remark about the run itself.', {
    code: z.string().describe('What kind of trouble.'),
    message: z.string().describe('In words.'),
  }),
])
export type RunEvent = z.output<typeof runEvent>
export type RunEventKind = RunEvent['kind']
