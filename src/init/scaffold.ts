import { findSignal } from '../grammar/words.ts'
import { nameTarget, type RunFlags, usualDrain } from '../scenario/flags.ts'
import { type FilledFlags, fillFlags } from './fill-flags.ts'
import { scaffoldTarget } from './scaffold-target.ts'
import type { Starter } from './starter.ts'
import { writeValue } from './yaml-value.ts'

/**
 * A scenario file with a comment at everything that its reader may want to change. The flags are those of a run without a file, as they
 * were typed; `fillFlags` says what they become where they are absent.
 *
 * @param starter what the library knows of such a server; its steps are taken where the flags name no other restart
 */
export function scaffoldScenario(given: RunFlags, starter?: Starter): string {
  const flags = fillFlags(given, starter)
  const parts = [
    writeHead(flags, starter),
    scaffoldTarget(flags, starter),
    writeTraffic(flags),
    writeRestart(flags, listSteps(flags, given.restart === undefined ? starter?.steps : undefined)),
    TIMING,
    writeSla(flags),
  ]
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function writeHead(flags: FilledFlags, starter?: Starter): string[] {
  return [
    ...(starter === undefined ? [] : [...wrap(starter.about).map((line) => `# ${line}`), '#']),
    '# How this service is restarted, under which traffic, and what a restart may cost. All keys: docs/reference/scenario.md.',
    '#   hitless plan FILE      how long it takes, and whether it can prove its SLA',
    '#   hitless run FILE       runs it, judges it, and writes reports',
    '# For completion in an editor: hitless schema > scenario.schema.json, and a first line that names it.',
    '',
    `name: ${writeValue(flags.name ?? nameTarget(flags) ?? 'my service')}`,
    ...writeRequires(starter?.requires ?? []),
  ]
}

function writeRequires(programs: string[]): string[] {
  const about = '# programs that must be installed: hitless doctor FILE'
  return [programs.length === 0 ? `# requires: [nginx]  ${about}` : `requires: [${programs.join(', ')}]  ${about}`]
}

/** Lines of a comment. */
function wrap(text: string): string[] {
  return text.match(/.{1,110}(?:\s|$)/g)?.map((line) => line.trim()) ?? []
}

function writeTraffic({ rate, connections }: FilledFlags): string[] {
  return [
    'traffic:',
    '  # Sustained load. Without a rate: as fast as the service answers.',
    '  http:',
    `    connections: ${writeValue(connections)}`,
    `    rate: ${writeValue(rate)}`,
    '    # path: /  # or requests: a mix of several',
    '  fresh: { rate: 100/s }  # a new connection for each request: detects when no process listens',
    '  keepalive: { connections: 20, every: 100ms }  # users with a pause between two requests',
    '  idle: { connections: 5 }  # silent through the restart, used again after it',
    '  # slow: { connections: 5, path: /report }  # requests that outlast the restart',
    '  # sse: { connections: 10, path: /events }  # also: websocket, http2, grpc, download, upload, tls, tcp',
  ]
}

function writeRestart({ restarts, every }: FilledFlags, steps: string[]): string[] {
  return [
    'restart:',
    '  # hitless plan says what this many restarts prove, and what more would prove.',
    `  count: ${writeValue(restarts)}`,
    `  every: ${writeValue(every)}`,
    '  steps:',
    ...steps.map((line) => `    ${line}`),
    '  # For a server that must be stopped and started: stop: true, then start: true. All steps: docs/guide/restart.md.',
  ]
}

/** A line each. A rollout is over only when the new generation serves. */
function listSteps({ restart }: FilledFlags, usual: string[] | undefined): string[] {
  if (usual !== undefined) return usual
  return restart === undefined
    ? ['- rollout: restart']
    : [`- ${writeStep(restart)}`, '- wait: { generation: new, within: 30s }']
}

/** The name of a signal is sent to the target; anything else is a command. */
function writeStep(restart: string): string {
  const signal = restart.toUpperCase()
  return findSignal(signal) === undefined ? `exec: ${writeValue(restart)}` : `signal: ${signal}`
}

const TIMING = [
  'timing:',
  '  warmup: 1s  # not measured',
  '  baseline: 3s  # measured, before the first restart',
  '  cooldown: 3s  # measured, after the last',
]

function writeSla(flags: FilledFlags): string[] {
  const { sla, confidence, clients } = flags
  return [
    'sla:',
    `  availability: ${writeValue(sla)}`,
    `  confidence: ${writeValue(confidence)}  # none: compare the observed values alone`,
    `  clients: ${writeValue(clients)}  # retrying: a request that RFC 9110 lets a client retry counts by its second attempt`,
    `  drain: ${usualDrain(flags) ?? '30s'}  # how long the old generation may live on`,
    '  # All six are reported; the required ones decide: no-refusals, no-losses, connections-kept, replaced, takeover, responsive.',
    '  require: [replaced]',
  ]
}
