import { stringify } from 'yaml'
import { findSignal } from '../grammar/words.ts'
import { nameTarget, type RunFlags, usualDrain } from '../scenario/flags.ts'
import type { Starter } from './starter.ts'

/** The defaults: with these a run can prove its SLA. */
const DEFAULTS = {
  url: 'http://127.0.0.1:3000',
  ready: '/',
  restarts: '3',
  every: '10s',
  rate: '1000/s',
  connections: '20',
  sla: '99.99%',
  confidence: '95%',
  clients: 'strict',
} satisfies RunFlags

/** For a service that hitless did not start, and whose main process is not named. */
const RELOAD = 'systemctl reload my-service'

type Filled = RunFlags & typeof DEFAULTS

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
    writeTarget(flags, starter),
    writeTraffic(flags),
    writeRestart(flags, listSteps(flags, given.restart === undefined ? starter?.steps : undefined)),
    TIMING,
    writeSla(flags),
  ]
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** The flags of the run that the file describes. */
export function fillFlags(given: RunFlags, starter?: Starter): Filled {
  return fillRest(starter === undefined ? given : fillUsual(given, starter))
}

/** Where such a server usually is; one that hitless is to start is where the library's own has its pid file. */
function fillUsual(given: RunFlags, { usual, clients, pidFile }: Starter): RunFlags {
  const { start: usually, pidFile: running, ...rest } = usual
  const start = given.start ?? (isPlaced(given) ? undefined : usually)
  const file = start === undefined ? running : pidFile
  const named = given.pid !== undefined || given.pidFile !== undefined
  const place = { ...rest, start, pidFile: named ? undefined : file }
  const known = Object.entries(place).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(known), clients, ...given }
}

/** Whether the flags say where the service runs, so that hitless does not start it. */
function isPlaced({ url, pid, pidFile, deployment }: RunFlags): boolean {
  return [url, pid, pidFile, deployment].some((place) => place !== undefined)
}

function fillRest(given: RunFlags): Filled {
  const { start, pid, pidFile, deployment } = given
  const launched = start ?? (isPlaced(given) ? undefined : 'node server.js')
  const signalled = launched !== undefined || pid !== undefined || pidFile !== undefined
  return {
    ...DEFAULTS,
    ...(deployment === undefined && { restart: signalled ? 'HUP' : RELOAD }),
    ...given,
    ...(launched !== undefined && { start: launched }),
  }
}

function writeHead(flags: Filled, starter?: Starter): string[] {
  return [
    ...(starter === undefined ? [] : [...wrap(starter.about).map((line) => `# ${line}`), '#']),
    '# How this service is restarted, under which traffic, and what a restart may cost. All keys: docs/reference/scenario.md.',
    '#   hitless plan FILE      how long it takes, and whether it can prove its SLA',
    '#   hitless run FILE       runs it, judges it, and writes reports',
    '# For completion in an editor: hitless schema > scenario.schema.json, and a first line that names it.',
    '',
    `name: ${write(flags.name ?? nameTarget(flags) ?? 'my service')}`,
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

function writeTarget(flags: Filled, starter?: Starter): string[] {
  const { url, ready, generationHeader, deployment } = flags
  return [
    'target:',
    ...(deployment === undefined ? writeProcess(flags) : writeWorkload({ ...flags, deployment })),
    '  # ${port} stands for a free port, everywhere in this file: http://127.0.0.1:${port}',
    `  url: ${write(url)}`,
    '  ready:',
    `    path: ${write(ready)}  # answers once the service can be used`,
    '    within: 10s',
    ...(deployment === undefined ? writePid(flags) : []),
    deployment === undefined ? PROCESSES : PODS,
    ...writeGeneration(generationHeader, starter?.generation),
  ]
}

function writeProcess({ start }: Filled): string[] {
  return [
    ...(start === undefined
      ? [
          '  # It already runs, and hitless leaves it running. With a command, hitless launches and stops it:',
          '  # command: node server.js',
        ]
      : [
          '  # hitless launches it through /bin/sh and stops it at the end. Without a command it must already run.',
          `  command: ${write(start)}`,
        ]),
    '  # Or a workload of a cluster, restarted by a step `rollout: restart`, and reached at a Service of it:',
    '  # kubernetes: { context: my-cluster, namespace: default, deployment: web }  # url: http://${service.web}',
  ]
}

function writeWorkload({ context, namespace, deployment }: RunFlags & { deployment: string }): string[] {
  return [
    '  kubernetes:',
    ...(context === undefined
      ? ['    # context: my-cluster  # no other cluster is touched; default: the current one']
      : [`    context: ${write(context)}  # no other cluster is touched`]),
    ...(namespace === undefined ? [] : [`    namespace: ${write(namespace)}`]),
    `    deployment: ${write(deployment)}  # no other workload is touched; also: statefulset, daemonset`,
    '  # ${service.NAME} or ${ingress.NAME} is its address for clients outside the cluster.',
  ]
}

function writePid({ pid, pidFile }: RunFlags): string[] {
  if (pidFile !== undefined)
    return ['  pid:', `    file: ${write(pidFile)}  # names the process that receives the signals`]
  if (pid !== undefined) return [`  pid: ${write(pid)}  # the process that receives the signals`]
  return ['  # pid: { file: /run/app.pid }  # names the process that receives the signals, if not the launched one']
}

/** How old and new generation are identified. */
const PROCESSES = '  # How generations are identified. Default: by the processes behind the listening socket.'
const PODS = '  # How the answers of old and new pods are identified; pods themselves, by the hash of their template.'

function writeGeneration(header: string | undefined, usual: Starter['generation']): string[] {
  const how =
    usual === undefined
      ? []
      : [`  # In the server's configuration, with a value that changes with each generation: ${usual.line}`]
  if (header === undefined) return [...how, `  # generation: { header: ${usual?.header ?? 'X-Version'} }`]
  return ['  generation:', `    header: ${write(header)}`]
}

function writeTraffic({ rate, connections }: Filled): string[] {
  return [
    'traffic:',
    '  # Sustained load. Without a rate: as fast as the service answers.',
    '  http:',
    `    connections: ${write(connections)}`,
    `    rate: ${write(rate)}`,
    '    # path: /  # or requests: a mix of several',
    '  fresh: { rate: 100/s }  # a new connection for each request: detects when no process listens',
    '  keepalive: { connections: 20, every: 100ms }  # users with a pause between two requests',
    '  idle: { connections: 5 }  # silent through the restart, used again after it',
    '  # slow: { connections: 5, path: /report }  # requests that outlast the restart',
    '  # sse: { connections: 10, path: /events }  # also: websocket, http2, grpc, download, upload, tls, tcp',
  ]
}

function writeRestart({ restarts, every }: Filled, steps: string[]): string[] {
  return [
    'restart:',
    '  # hitless plan says what this many restarts prove, and what more would prove.',
    `  count: ${write(restarts)}`,
    `  every: ${write(every)}`,
    '  steps:',
    ...steps.map((line) => `    ${line}`),
    '  # For a server that must be stopped and started: stop: true, then start: true. All steps: docs/guide/restart.md.',
  ]
}

/** A line each. A rollout is over only when the new generation serves. */
function listSteps({ restart }: Filled, usual: string[] | undefined): string[] {
  if (usual !== undefined) return usual
  return restart === undefined
    ? ['- rollout: restart']
    : [`- ${writeStep(restart)}`, '- wait: { generation: new, within: 30s }']
}

/** The name of a signal is sent to the target; anything else is a command. */
function writeStep(restart: string): string {
  const signal = restart.toUpperCase()
  return findSignal(signal) === undefined ? `exec: ${write(restart)}` : `signal: ${signal}`
}

const TIMING = [
  'timing:',
  '  warmup: 1s  # not measured',
  '  baseline: 3s  # measured, before the first restart',
  '  cooldown: 3s  # measured, after the last',
]

function writeSla(flags: Filled): string[] {
  const { sla, confidence, clients } = flags
  return [
    'sla:',
    `  availability: ${write(sla)}`,
    `  confidence: ${write(confidence)}  # none: compare the observed values alone`,
    `  clients: ${write(clients)}  # retrying: a request that RFC 9110 lets a client retry counts by its second attempt`,
    `  drain: ${usualDrain(flags) ?? '30s'}  # how long the old generation may live on`,
    '  # All six are reported; the required ones decide: no-refusals, no-losses, connections-kept, replaced, takeover, responsive.',
    '  require: [replaced]',
  ]
}

/** A value as YAML writes it, in one line: with quotes where it needs them. */
function write(value: string): string {
  if (/^\d+$/.test(value)) return value
  return stringify(value, { lineWidth: 0, defaultStringType: needsNoQuotes(value) ? 'PLAIN' : 'QUOTE_SINGLE' }).trim()
}

function needsNoQuotes(value: string): boolean {
  return !/: |^\s|\s$| #/.test(value)
}
